// imsfail: tests of what is learnt from calls that worked
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "calls.h"
#include "model/answer_table.h"
#include "trace.h"

#include <gtest/gtest.h>

namespace imsfail::model {
namespace {

using test::Calls;
using test::Trace;

constexpr const char *kGlobal = "sip:+442079460101@h";

TargetUri target(std::string_view uri) {
    static const Settings settings;
    return read_target_uri(uri, settings);
}

// Frame of the INVITE to that identity which was answered, seen from the path of the first frame.
std::uint32_t answered(const Trace &trace, std::string_view uri) {
    const Path &path = *trace.record(1).transaction->path();
    const Transaction *const invite =
        trace.session().answers().answered(identity_key(target(uri)), path);
    return invite == nullptr ? 0 : invite->request_frame();
}

std::size_t calls_in(const Trace &trace, NumberForm form) {
    const Path &path = *trace.record(1).transaction->path();
    return trace.session().answers().toward(path).of(form).all().size();
}

constexpr NumberForm kGlobalForm = {TargetForm::E164, NumberUri::Sip};

SameNumber same_number(const Trace &trace, std::string_view uri, std::size_t frame = 1) {
    const Path &path = *trace.record(frame).transaction->path();
    return trace.session().answers().same_number(target(uri), path);
}

TEST(AnswerTable, what_counts_as_having_worked) {
    const struct {
        const char *responses;
        bool worked, answered;
    } cases[] = {
        {"200", true, true},       {"180 200", true, true},   {"180 486", true, false},
        {"180 480", true, false},  {"180 487", true, false},  {"183 486", false, false},
        {"480", false, false},     {"603", false, false},     {"404", false, false},
        {"180 404", false, false}, {"180 604", false, false}, {"180", false, false},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.responses);
        const Trace trace(Calls().call(kGlobal, "+442079460101@h", test.responses).trace());
        EXPECT_EQ(calls_in(trace, kGlobalForm), test.worked ? 1 : 0);
        EXPECT_EQ(answered(trace, kGlobal), test.answered ? 1 : 0);
    }
}

TEST(AnswerTable, only_targets_that_the_caller_named) {
    const struct {
        const char *uri, *to;
        TargetForm form;
        std::size_t calls;
        bool answered;
    } cases[] = {
        {"sip:alice@h", "alice@h", TargetForm::Name, 0, true},
        {"sip:alice@192.0.2.1", "alice@h", TargetForm::Name, 0, true},
        {"sip:1a2b@192.0.2.1", "alice@h", TargetForm::Name, 0, false}, // a contact
        {"tel:+442079460101", "alice@h", TargetForm::E164, 1, true},
        {"sip:02079460101@h", "alice@h", TargetForm::National, 1, true},
        {"tel:7042;phone-context=h", "alice@h", TargetForm::LocalNumber, 1, true},
        {"sip:7042@h", "7042@h", TargetForm::ShortCode, 0, true},
        {"sip:*21#@h", "*21#@h", TargetForm::ShortCode, 0, true},
        {"sip:anonymous@anonymous.invalid", "anonymous@anonymous.invalid", TargetForm::Anonymous, 0,
         false},
        {"sip:h", "h", TargetForm::None, 0, false},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.uri);
        const Trace trace(Calls().call(test.uri, test.to).trace());
        EXPECT_EQ(target(test.uri).form, test.form);
        const auto form = number_form(target(test.uri));
        EXPECT_EQ(form ? calls_in(trace, *form) : 0, test.calls);
        EXPECT_EQ(answered(trace, test.uri) != 0, test.answered);
    }
}

TEST(AnswerTable, the_uri_around_a_number_is_part_of_its_form) {
    const struct {
        const char *uri;
        std::optional<NumberForm> form;
    } cases[] = {
        {"sip:+442079460101@h;user=phone", {{TargetForm::E164, NumberUri::SipPhone}}},
        {"SIPS:+442079460101@h;USER=Phone", {{TargetForm::E164, NumberUri::SipPhone}}},
        {"sip:+442079460101@h;user=ip", {{TargetForm::E164, NumberUri::Sip}}},
        {"sips:02079460101@h", {{TargetForm::National, NumberUri::Sip}}},
        {"TEL:02079460101", {{TargetForm::National, NumberUri::Tel}}},
        {"tel:7042;phone-context=h", {{TargetForm::LocalNumber, NumberUri::Tel}}},
        {"tel:7042", std::nullopt},
        {"tel:112", std::nullopt},
        {"sip:alice@h;user=phone", std::nullopt},
        {"", std::nullopt},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.uri);
        const auto form = number_form(target(test.uri));
        EXPECT_TRUE(form == test.form);
        if (form) {
            const Trace trace(Calls().call(test.uri, "bob").trace());
            for (const NumberForm &any : kNumberForms) {
                EXPECT_EQ(calls_in(trace, any), any == *form ? 1 : 0);
            }
        }
    }
}

TEST(AnswerTable, requests_that_teach_nothing) {
    for (const char *const trace : {
             "0 a>p MESSAGE A 1 x/ uri=sip:+442079460101@h\n0 p>a 200:MESSAGE A 1 x/b",
             "0 a>p INVITE A 1 x/b uri=sip:+442079460101@h\n0 p>a 200:INVITE A 1 x/b",
         }) {
        const Trace seen(trace);
        EXPECT_EQ(calls_in(seen, kGlobalForm), 0);
        EXPECT_EQ(answered(seen, kGlobal), 0);
    }
}

TEST(AnswerTable, a_call_is_one_witness_however_often_it_was_seen) {
    const Trace forked(R"(
        0    a>p INVITE     A 1 x/  uri=sip:+442079460101@h
        0.1  a>p INVITE     B 1 x/  uri=sip:+442079460102@h
        0.2  p>a 180:INVITE A 1 x/b
        0.3  p>a 180:INVITE B 1 x/c
        0.4  p>a 486:INVITE A 1 x/b
        0.5  p>a 200:INVITE B 1 x/c
        0.6  p>a 200:INVITE B 1 x/c)");
    EXPECT_EQ(calls_in(forked, kGlobalForm), 1);
    Calls many;
    for (int i = 0; i < 5; ++i) {
        many.call(kGlobal, "bob");
    }
    const Trace trace(many.trace());
    EXPECT_EQ(calls_in(trace, kGlobalForm), Witnesses::kEnough);
    EXPECT_EQ(answered(trace, kGlobal), 9) << "the latest";
}

TEST(AnswerTable, answered_over_this_next_hop_first) {
    Calls calls;
    calls.call("sip:alice@h", "alice").call("sip:bob@h", "bob");
    for (const char *const next_hop : {"q", "r", "s", "t"}) {
        calls.over(next_hop).call("sip:alice@h", "alice");
    }
    const Trace trace(calls.trace());
    EXPECT_EQ(answered(trace, "sip:bob@h"), 3);
    EXPECT_EQ(answered(trace, "sip:carol@h"), 0);
    // Four next hops are remembered, and alice was answered over five.
    EXPECT_EQ(answered(trace, "sip:alice@h"), 11);
    const Path &over_q = *trace.record(5).transaction->path();
    EXPECT_EQ(trace.session().answers().answered(identity_key(target("sip:alice@h")), over_q),
              trace.record(5).transaction);
}

TEST(AnswerTable, the_same_number_in_another_form) {
    const struct {
        const char *worked;
        std::string_view failed;
        bool found, exact;
    } cases[] = {
        {"tel:+442079460101", "sip:442079460101@h", true, true},
        {"tel:+44-20-7946-0101", "sip:02079460101@h", true, false},
        {"sip:02079460101@h", "tel:+442079460101", true, false},
        {"tel:+442079460101", "sip:00442079460101@h", true, false},
        {"tel:02079460101;phone-context=h", "sip:02079460101@h", true, true},
        {"tel:+442079460101", "sip:+442079460101@x", true, true}, // another URI
        {"sip:+442079460101@h", "sip:+442079460101@x;user=phone", true, true},
        {"sip:+442079460101@h", "sip:+442079460101@x", false, false}, // the same form
        {"sip:+442079460101@h", "tel:+2079460101", false, false},     // another country
        {"tel:+442079460101", "sip:02079460102@h", false, false},
        {"tel:+442079460101", "sip:02089460101@h", false, false},
        {"tel:+442079460101", "sip:9460101@h", false, false}, // no country code is that long
        {"tel:+442079460101", "sip:0000000@h", false, false},
        {"sip:0000000@h", "tel:+0000000", true, true},
        {"sip:alice@h", "sip:alice@x", false, false},
        {"sip:110@h", "sip:110@h", false, false},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(std::string(test.worked) + " and " + std::string(test.failed));
        const Trace trace(Calls().call(test.worked, "alice").trace());
        const SameNumber same = same_number(trace, test.failed);
        EXPECT_EQ(same.invite != nullptr, test.found);
        EXPECT_EQ(same.exact, test.exact);
    }
    const Trace trace(
        Calls().call("sip:442079460101@h", "bob").call("sip:02079460101@h", "bob").trace());
    const SameNumber best = same_number(trace, "tel:+442079460101");
    EXPECT_TRUE(best.exact) << "equal digits go before like ones";
    EXPECT_EQ(best.invite->request_frame(), 1);

    const Trace hops(Calls()
                         .call(kGlobal, "b")
                         .over("q")
                         .call(kGlobal, "b")
                         .over("r")
                         .call("tel:+442079460102", "b")
                         .trace());
    EXPECT_EQ(same_number(hops, "tel:+442079460101", 1).invite->request_frame(), 1);
    EXPECT_EQ(same_number(hops, "tel:+442079460101", 3).invite->request_frame(), 3);
    EXPECT_EQ(same_number(hops, "tel:+442079460101", 5).invite, nullptr) << "another next hop";
}

TEST(AnswerTable, hosts) {
    Calls calls;
    calls.call("sip:alice@a.example", "alice@A.example")
        .call("sip:alice@b.example", "alice@a.example")
        .call("sip:+442079460101@192.0.2.1", "bob@a.example");
    const Trace trace(calls.trace());
    const NextHopAnswers answers =
        trace.session().answers().toward(*trace.record(1).transaction->path());
    EXPECT_TRUE(answers.translates);
    EXPECT_EQ(answers.hosts[0].named.all().size(), 1);
    EXPECT_TRUE(answers.hosts[1].named.all().empty());
    EXPECT_TRUE(answers.may_serve("A.EXAMPLE"));
    EXPECT_TRUE(answers.may_serve("b.example"));
    EXPECT_FALSE(answers.may_serve("192.0.2.1")) << "the address of one phone";
    EXPECT_FALSE(answers.more_hosts);

    Calls many;
    for (const char *const host : {"a", "b", "c", "d", "e"}) {
        many.call(std::string("alice@") + host);
    }
    const Trace full(many.trace());
    const NextHopAnswers unclear =
        full.session().answers().toward(*full.record(1).transaction->path());
    EXPECT_TRUE(unclear.more_hosts);
    EXPECT_TRUE(unclear.may_serve("f"));
}

} // namespace
} // namespace imsfail::model
