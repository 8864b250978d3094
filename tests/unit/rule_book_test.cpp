// imsfail: tests of the table of rules and of what runs them
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/rule_book.h"

#include "analysis.h"
#include "found.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using knowledge::Finding;
using knowledge::Severity;

std::vector<const Rule *> all_rules() {
    std::vector<const Rule *> all;
    for (const Theme &theme : themes()) {
        for (const Rule &rule : theme.rules) {
            all.push_back(&rule);
        }
    }
    return all;
}

bool is_sentence(const char *text) {
    const std::string_view sentence = text;
    return sentence.size() > 20 && sentence.size() <= knowledge::kMaxText &&
           (sentence.front() < 'a' || sentence.front() > 'z') && sentence.ends_with('.');
}

TEST(Rules, records_are_complete) {
    std::set<std::string_view> ids;
    for (const Rule *const rule : all_rules()) {
        SCOPED_TRACE(rule->id);
        EXPECT_TRUE(ids.insert(rule->id).second) << "twice";
        EXPECT_EQ(
            std::string_view(rule->id).find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"),
            std::string_view::npos);
        EXPECT_TRUE(is_sentence(rule->meaning));
        EXPECT_TRUE(rule->action == nullptr || is_sentence(rule->action));
        EXPECT_FALSE(std::string_view(rule->title).ends_with('.'));
        EXPECT_EQ(find_rule(rule->id), rule);
        const bool looks = rule->on_request != nullptr || rule->on_final != nullptr ||
                           rule->on_failure != nullptr || rule->afterwards != nullptr;
        EXPECT_EQ(looks, rule != &internal_error());
        // Only what a verdict says, and what we do wrong ourselves, rests on no clause of its own.
        EXPECT_TRUE(rule->clause != nullptr || rule->on_every_hop || rule == &internal_error());
        EXPECT_TRUE(rule->action != nullptr || rule->on_every_hop);
    }
    EXPECT_EQ(find_rule("no_such_rule"), nullptr);
}

TEST(Rules, there_is_one_for_each_finding_of_a_verdict) {
    for (const Finding finding :
         {Finding::NotFoundInDomain, Finding::DoesNotExistAnywhere, Finding::GlobalFailure,
          Finding::RequestFailed, Finding::NormalProcedure}) {
        const Rule *const rule = find_rule(token(finding));
        ASSERT_NE(rule, nullptr) << token(finding);
        EXPECT_TRUE(rule->on_every_hop) << token(finding);
    }
}

TEST(Rules, read_silenced) {
    RuleChoice choice;
    EXPECT_EQ(read_silenced("ack_missing, dialog_lost", choice), "");
    EXPECT_EQ(choice.silenced, (std::vector{find_rule("ack_missing"), find_rule("dialog_lost")}));
    EXPECT_EQ(read_silenced("", choice), "");
    EXPECT_EQ(read_silenced("nonsense internal_error", choice),
              "imsfail.silenced_findings: \"nonsense\" is left out; expected are ids such as "
              "ack_missing, the last part of a filter imsfail.finding.ack_missing\n"
              "imsfail.silenced_findings: \"internal_error\" is left out; expected are ids such as "
              "ack_missing, the last part of a filter imsfail.finding.ack_missing");
    EXPECT_EQ(choice.silenced.size(), 2U);
}

constexpr const char *kFailedCall = R"(
    0    a>p INVITE     A 1 x/
    0.1  p>a 404:INVITE A 1 x/b
    5    a>p INVITE     B 1 y/  id=2
    40   a>p ACK        C 1 y/c id=2)";

// Rule ids of the findings on the 404 of that call, early and late.
std::string found_with(const RuleChoice &choice) {
    const test::Trace trace(kFailedCall, {}, choice);
    std::string ids;
    for (const Found *found = trace.record(2).findings; found != nullptr; found = found->next) {
        ids += std::string(found->rule->id) + " ";
    }
    const LateFindings late = trace.late_findings(2);
    for (std::size_t i = 0; i < late.count; ++i) {
        ids += std::string(late.found.at(i).rule->id) + " ";
    }
    return ids;
}

TEST(Rules, the_user_chooses) {
    EXPECT_EQ(found_with({}), "not_found_in_domain ack_missing ");
    EXPECT_EQ(found_with({.silenced = {find_rule("ack_missing")}}), "not_found_in_domain ");
    EXPECT_EQ(found_with({.silenced = {find_rule("not_found_in_domain")}}), "ack_missing ");
    EXPECT_EQ(found_with({.least = Severity::Warn}), "not_found_in_domain ack_missing ");
    EXPECT_EQ(found_with({.least = Severity::Error}), "");
}

// --- a rule that throws

std::optional<Hit> throws_on_request(const RequestCase &) {
    throw std::runtime_error("a defect");
}

std::optional<Hit> throws_on_failure(const FailureCase &) {
    throw std::runtime_error("a defect");
}

std::optional<Hit> throws_afterwards(const LateCase &) {
    throw std::runtime_error("a defect");
}

std::optional<Hit> speaks_on_request(const RequestCase &) {
    return Hit{Severity::Note, std::string(300, 'x')};
}

std::optional<Hit> speaks_on_failure(const FailureCase &) {
    return Hit{Severity::Note, std::string(300, 'x')};
}

std::optional<Hit> speaks_afterwards(const LateCase &) {
    return Hit{Severity::Note, std::string(300, 'x')};
}

Rule rule(const char *id) {
    return {.id = id,
            .group = Group::Protocol,
            .severities = {Severity::Note},
            .title = "A title",
            .clause = "RFC 3261",
            .meaning = "What it means.",
            .action = "What to do."};
}

TEST(RuleBook, a_rule_that_throws_stops_no_other) {
    Rule bad = rule("bad");
    bad.on_request = throws_on_request;
    bad.on_failure = throws_on_failure;
    bad.afterwards = throws_afterwards;
    Rule good = rule("good");
    good.on_request = speaks_on_request;
    good.on_failure = speaks_on_failure;
    good.afterwards = speaks_afterwards;
    const Rule rules[] = {bad, good};
    const Theme theme[] = {{"Test", rules}};
    const RuleBook book(theme, {});

    model::Session session;
    sip::Message message;
    const std::string request = test::write(test::Request{});
    ASSERT_TRUE(message.scan(request));
    const model::Sighting sighting = test::sighting(1, 0);
    const model::Placement placement = session.observe(sighting, message);
    const auto expect_both = [&rules](const Found *found) {
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->rule, &internal_error());
        EXPECT_EQ(found->severity, Severity::Error);
        EXPECT_NE(std::string_view(found->text).find("The rule bad failed"),
                  std::string_view::npos);
        ASSERT_NE(found->next, nullptr);
        EXPECT_EQ(found->next->rule, &rules[1]);
        EXPECT_EQ(std::string(found->next->text), std::string(197, 'x') + "...");
        EXPECT_EQ(found->next->next, nullptr);
    };
    expect_both(book.examine(RequestCase{sighting, message, placement.transaction, session}));

    const std::string response = test::write_response("404 x", test::Request{});
    ASSERT_TRUE(message.scan(response));
    const model::Placement answer = session.observe(test::sighting(2, 1), message);
    const model::Sighting later = test::sighting(2, 1);
    const Exchange exchange{later, message, answer.transaction, session};
    const Verdict verdict = judge(exchange, session.arena());
    expect_both(book.examine(FinalCase{exchange, answer.is_new_final, session}, &verdict));

    const LateFindings late = book.examine(LateCase{*answer.transaction, 404, 2, 1});
    ASSERT_EQ(late.count, 2U);
    EXPECT_EQ(late.found[0].rule, &internal_error());
    EXPECT_EQ(late.found[1].rule, &rules[1]);
    EXPECT_EQ(std::string(late.found[1].text.data()), std::string(197, 'x') + "...");
}

TEST(RuleBook, of_a_message_without_a_place_only_some_are_asked) {
    Rule placed = rule("placed");
    placed.on_failure = speaks_on_failure;
    Rule any = rule("any");
    any.on_failure = speaks_on_failure;
    any.also_unplaced = true;
    const Rule rules[] = {placed, any};
    const Theme theme[] = {{"Test", rules}};
    const RuleBook book(theme, {});

    model::Session session;
    sip::Message message;
    const std::string response = test::write_response("404 x", test::Request{});
    ASSERT_TRUE(message.scan(response));
    const model::Sighting sighting = test::sighting(1, 0);
    const Exchange exchange{sighting, message, nullptr, session};
    const Verdict verdict = judge(exchange, session.arena());
    const Found *const found = book.examine(FinalCase{exchange, false, session}, &verdict);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->rule, &rules[1]);
    EXPECT_EQ(found->next, nullptr);
}

} // namespace
} // namespace imsfail::diagnosis
