// imsfail: tests of the knowledge tables
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/causes.h"
#include "knowledge/methods.h"
#include "knowledge/nodes.h"
#include "knowledge/responses.h"
#include "knowledge/tokens.h"
#include "knowledge/variants.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <initializer_list>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imsfail::knowledge {
namespace {

struct ExpectedVerdict {
    std::uint16_t code; ///< 3 to 6: any unregistered code of that class
    const char *phrase;
    const char *kind;
    const char *category;
    const char *scope;
    const char *retry;
    bool same;
    bool modified;
    bool later;
    bool elsewhere;
    Severity severity;
    const char *finding;
};

constexpr ExpectedVerdict kExpectedVerdicts[] = {
#include "verdict_table.inc"
};

using Codes = std::initializer_list<std::uint16_t>;

constexpr std::uint16_t kUnregistered[] = {156, 299, 399, 499, 599, 699};
constexpr std::array<std::string_view, 8> kTextNames = {
    "meaning", "cause", "inspect", "next_step", "change", "advice", "proxy", "follow_up"};

constexpr std::string_view kChange = "change";
constexpr std::string_view kProxy = "proxy";

std::array<const char *, kTextNames.size()> all_texts(const Texts &t) {
    return {t.meaning, t.cause, t.inspect, t.next_step, t.change, t.advice, t.proxy, t.follow_up};
}

/// The registered records and the fallback of each class.
std::vector<const ResponseInfo *> all_records() {
    std::vector<const ResponseInfo *> records;
    for (const ResponseInfo &info : registered_responses()) {
        records.push_back(&info);
    }
    for (const std::uint16_t code : kUnregistered) {
        records.push_back(&response_info(code));
    }
    return records;
}

std::vector<Circumstance> all_circumstances() {
    std::vector<Circumstance> all;
    for (int i = 0; i <= static_cast<int>(Circumstance::SessionGoesOn); ++i) {
        all.push_back(static_cast<Circumstance>(i));
    }
    return all;
}

/// What a variant makes of the record of a code.
struct Applied {
    std::uint16_t code;
    FailureInfo failure;
    Texts texts;
};

Applied apply(const Variant &variant, std::uint16_t code) {
    const ResponseInfo &base = response_info(code);
    Applied result{code, base.failure.value(), base.texts};
    FailureInfo &failure = result.failure;
    failure.kind = variant.kind.value_or(failure.kind);
    failure.category = variant.category.value_or(failure.category);
    failure.retry = variant.retry.value_or(failure.retry);
    failure.severity = variant.severity.value_or(failure.severity);
    if (variant.max_severity) {
        failure.severity = std::min(failure.severity, *variant.max_severity);
    }
    if (failure.scope != Scope::Global) {
        failure.scope = variant.scope.value_or(failure.scope);
    }
    const Texts &over = variant.texts;
    Texts &texts = result.texts;
    const auto replace = [](const char *&text, const char *by) {
        text = by != nullptr ? by : text;
    };
    replace(texts.meaning, over.meaning);
    replace(texts.cause, over.cause);
    replace(texts.inspect, over.inspect);
    replace(texts.next_step, over.next_step);
    if (!failure.retry.modified) { // as judge() does
        texts.change = nullptr;
    }
    replace(texts.change, over.change);
    replace(texts.advice, over.advice);
    replace(texts.proxy, over.proxy);
    replace(texts.follow_up, over.follow_up);
    return result;
}

/// Every variant on every code it can meet.
std::vector<std::pair<const Variant *, Applied>> all_applied() {
    std::vector<std::pair<const Variant *, Applied>> all;
    for (const Variant &variant : all_variants()) {
        for (const ResponseInfo &info : registered_responses()) {
            if (info.failure && find_variant(variant.circumstance, info.code) == &variant) {
                all.emplace_back(&variant, apply(variant, info.code));
            }
        }
    }
    return all;
}

std::string name_of(const Variant &variant, std::uint16_t code) {
    return "circumstance " + std::to_string(static_cast<int>(variant.circumstance)) + ", row " +
           std::to_string(variant.code) + ", code " + std::to_string(code);
}

bool booleans_fit_headline(const RetryVerdict &r) {
    switch (r.headline) {
    case Retry::No:
    case Retry::NotApplicable:
        return !r.same && !r.modified && !r.later && !r.elsewhere;
    case Retry::Same:
        return r.same;
    case Retry::Modified:
    case Retry::WithCredentials:
        return r.modified;
    case Retry::Later:
    case Retry::ReRegister:
        return r.later;
    case Retry::Elsewhere:
    case Retry::Redirected:
        return r.elsewhere;
    }
    return false;
}

/// The ties between kind and category that the verdict table fixes.
void expect_kind_fits_category(const FailureInfo &failure) {
    EXPECT_EQ(failure.kind == Kind::Negotiation, failure.category == Category::Negotiation);
    EXPECT_EQ(failure.kind == Kind::Redirection, failure.category == Category::Redirection);
    if (failure.kind == Kind::Challenge) {
        EXPECT_EQ(failure.category, Category::Authentication);
    }
    if (failure.kind == Kind::Cancelled || failure.kind == Kind::Harmless) {
        EXPECT_EQ(failure.category, Category::Dialog);
    }
}

void expect_good_text(const char *text) {
    const std::string_view view(text);
    EXPECT_FALSE(view.empty());
    EXPECT_LE(view.size(), static_cast<std::size_t>(kMaxText)) << text;
    EXPECT_TRUE(std::ranges::all_of(view, [](char c) { return c >= ' ' && c <= '~'; })) << text;
    EXPECT_TRUE(view.back() == '.' || view.back() == '?') << text;
    EXPECT_NE(view.front(), ' ') << text;
    EXPECT_EQ(view.find("  "), std::string_view::npos) << text;
}

void expect_good_references(const References &references) {
    static const std::regex pattern(R"(^(RFC \d+|TS \d+\.\d+) .+)");
    std::set<std::string_view> seen;
    bool ended = false;
    for (const char *reference : references) {
        if (reference == nullptr) {
            ended = true;
            continue;
        }
        EXPECT_FALSE(ended) << "a gap before " << reference;
        EXPECT_TRUE(std::regex_match(reference, pattern)) << reference;
        EXPECT_TRUE(seen.insert(reference).second) << "twice: " << reference;
    }
}

// --- responses ---

TEST(Responses, EveryRegisteredCodeOnce) {
    const std::set<std::uint16_t> expected = {
        100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380, 400,
        401, 402, 403, 404, 405, 406, 407, 408, 410, 412, 413, 414, 415, 416, 417,
        420, 421, 422, 423, 424, 425, 428, 429, 430, 433, 436, 437, 438, 439, 440,
        469, 470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 491, 493, 494,
        500, 501, 502, 503, 504, 505, 513, 555, 580, 600, 603, 604, 606, 607, 608};
    ASSERT_EQ(expected.size(), 75U);
    ASSERT_EQ(registered_responses().size(), expected.size());
    std::set<std::uint16_t> found;
    std::uint16_t previous = 0;
    for (const ResponseInfo &info : registered_responses()) {
        EXPECT_GT(info.code, previous);
        previous = info.code;
        found.insert(info.code);
        EXPECT_EQ(&response_info(info.code), &info);
    }
    EXPECT_EQ(found, expected);
    for (int code = 0; code <= 65535; ++code) {
        const auto number = static_cast<std::uint16_t>(code);
        ASSERT_EQ(is_registered(number), expected.contains(number)) << code;
    }
}

TEST(Responses, EveryVerdictAsInTheTable) {
    std::size_t registered = 0;
    for (const ExpectedVerdict &expected : kExpectedVerdicts) {
        const bool fallback = expected.code < 10;
        const auto code =
            static_cast<std::uint16_t>(fallback ? expected.code * 100 + 99 : expected.code);
        SCOPED_TRACE(code);
        EXPECT_EQ(is_registered(code), !fallback);
        const ResponseInfo &info = response_info(code);
        if (!fallback) {
            ++registered;
            EXPECT_EQ(info.code, code);
            EXPECT_STREQ(info.phrase, expected.phrase);
        }
        ASSERT_TRUE(info.failure);
        const FailureInfo &failure = *info.failure;
        EXPECT_STREQ(token(failure.kind), expected.kind);
        EXPECT_STREQ(token(failure.category), expected.category);
        EXPECT_STREQ(token(failure.scope), expected.scope);
        EXPECT_STREQ(token(failure.retry.headline), expected.retry);
        EXPECT_EQ(failure.retry.same, expected.same);
        EXPECT_EQ(failure.retry.modified, expected.modified);
        EXPECT_EQ(failure.retry.later, expected.later);
        EXPECT_EQ(failure.retry.elsewhere, expected.elsewhere);
        EXPECT_EQ(failure.severity, expected.severity);
        EXPECT_STREQ(token(failure.finding), expected.finding);
    }
    EXPECT_EQ(registered, 66U);
}

TEST(Responses, UnregisteredCodesGetTheirClass) {
    const std::pair<std::uint16_t, std::uint16_t> same_fallback[] = {
        {101, 156}, {299, 201}, {399, 306}, {499, 418}, {599, 579},  {699, 605},
        {0, 156},   {99, 156},  {700, 699}, {999, 699}, {65535, 699}};
    for (const auto &[code, other] : same_fallback) {
        SCOPED_TRACE(code);
        EXPECT_EQ(&response_info(code), &response_info(other));
        EXPECT_EQ(response_info(code).code, 0);
    }
    EXPECT_EQ(response_info(499).failure->retry.headline, Retry::Modified);
    EXPECT_FALSE(response_info(0).failure);
    EXPECT_FALSE(response_info(299).failure);
    EXPECT_EQ(response_info(65535).failure->scope, Scope::Global);
}

TEST(Responses, PhrasesAsRegistered) {
    EXPECT_STREQ(response_info(199).phrase, "Early Dialog Terminated");
    EXPECT_STREQ(response_info(204).phrase, "No Notification");
    EXPECT_STREQ(response_info(481).phrase, "Call/Transaction Does Not Exist");
    EXPECT_STREQ(response_info(504).phrase, "Server Time-out");
    for (const ResponseInfo *info : all_records()) {
        ASSERT_NE(info->phrase, nullptr);
        EXPECT_GT(std::strlen(info->phrase), 1U);
    }
}

TEST(Responses, TextsComplete) {
    for (const ResponseInfo *info : all_records()) {
        SCOPED_TRACE(info->phrase);
        const Texts &t = info->texts;
        EXPECT_NE(t.meaning, nullptr);
        const auto texts = all_texts(t);
        if (!info->failure) {
            EXPECT_EQ(std::ranges::count(texts, nullptr), std::ssize(texts) - 1);
            continue;
        }
        EXPECT_NE(t.cause, nullptr);
        EXPECT_NE(t.inspect, nullptr);
        EXPECT_NE(t.next_step, nullptr);
        EXPECT_NE(t.advice, nullptr);
        EXPECT_NE(t.proxy, nullptr);
        if (info->failure->retry.modified) {
            EXPECT_NE(t.change, nullptr);
        }
        const Kind kind = info->failure->kind;
        if (kind == Kind::Challenge || kind == Kind::Negotiation || kind == Kind::Redirection) {
            EXPECT_NE(t.follow_up, nullptr);
        }
    }
}

TEST(Responses, TextsWellFormed) {
    for (const ResponseInfo *info : all_records()) {
        SCOPED_TRACE(info->phrase);
        for (const char *text : all_texts(info->texts)) {
            if (text != nullptr) {
                expect_good_text(text);
            }
        }
        EXPECT_NE(info->references[0], nullptr);
        expect_good_references(info->references);
    }
}

TEST(Responses, NoTextSaysTheSameTwice) {
    // Only what a proxy does is common to many codes.
    std::map<std::string_view, std::string_view> seen;
    for (const ResponseInfo *info : all_records()) {
        const Texts &t = info->texts;
        for (const char *text : {t.meaning, t.next_step}) {
            if (text != nullptr) {
                const auto [other, is_new] = seen.emplace(text, info->phrase);
                EXPECT_TRUE(is_new) << info->phrase << " and " << other->second << ": " << text;
            }
        }
    }
}

TEST(Responses, VerdictsConsistent) {
    for (const ResponseInfo *info : all_records()) {
        SCOPED_TRACE(info->phrase);
        if (!info->failure) {
            continue;
        }
        const FailureInfo &failure = *info->failure;
        EXPECT_TRUE(booleans_fit_headline(failure.retry));
        expect_kind_fits_category(failure);
        EXPECT_EQ(failure.finding == Finding::NormalProcedure, failure.kind != Kind::Failure);
        EXPECT_EQ(failure.severity == Severity::Chat, failure.kind != Kind::Failure);
        if (info->code != 0) {
            EXPECT_EQ(failure.scope == Scope::Global, info->code >= 600);
        }
    }
}

TEST(Responses, RetryAfterWhereDefined) {
    std::set<std::uint16_t> defined;
    for (const ResponseInfo *info : all_records()) {
        if (info->failure && info->failure->retry_after_defined) {
            defined.insert(info->code);
            EXPECT_NE(std::string_view(info->texts.advice).find("Retry-After"),
                      std::string_view::npos)
                << info->code;
        }
    }
    EXPECT_EQ(defined, (std::set<std::uint16_t>{404, 413, 480, 486, 500, 503, 600, 603}));
}

TEST(Responses, OnlyAnInviteIsCancelled) { // RFC 3261 9.1
    for (const ResponseInfo *info : all_records()) {
        if (info->failure && info->failure->scope == Scope::Global) {
            EXPECT_NE(std::string_view(info->texts.proxy).find("of an INVITE"),
                      std::string_view::npos)
                << info->phrase;
        }
    }
}

TEST(Responses, DoesNotExistAnywhereIsAClaim) {
    EXPECT_NE(std::string_view(response_info(604).texts.meaning).find("claims"),
              std::string_view::npos);
}

TEST(Responses, Classes) {
    EXPECT_EQ(response_class(100), ResponseClass::Provisional);
    EXPECT_EQ(response_class(0), ResponseClass::Provisional);
    EXPECT_EQ(response_class(200), ResponseClass::Success);
    EXPECT_EQ(response_class(399), ResponseClass::Redirection);
    EXPECT_EQ(response_class(400), ResponseClass::ClientFailure);
    EXPECT_EQ(response_class(599), ResponseClass::ServerFailure);
    EXPECT_EQ(response_class(600), ResponseClass::GlobalFailure);
    EXPECT_EQ(response_class(65535), ResponseClass::GlobalFailure);
}

// --- variants ---

TEST(Variants, EveryCircumstanceHasRows) {
    for (const Circumstance circumstance : all_circumstances()) {
        EXPECT_TRUE(std::ranges::any_of(all_variants(), [circumstance](const Variant &v) {
            return v.circumstance == circumstance;
        })) << static_cast<int>(circumstance);
    }
}

TEST(Variants, LookUp) {
    for (const Variant &variant : all_variants()) {
        EXPECT_EQ(find_variant(variant.circumstance, variant.code), &variant);
        EXPECT_TRUE(variant.code == 0 || is_registered(variant.code)) << variant.code;
    }
    EXPECT_EQ(find_variant(Circumstance::ToCancel, 481)->code, 0);
    EXPECT_EQ(find_variant(Circumstance::ToBye, 500)->code, 0);
    EXPECT_EQ(find_variant(Circumstance::ToBye, 481)->code, 481);
    EXPECT_EQ(find_variant(Circumstance::ToOptions, 65535)->code, 0);
    EXPECT_EQ(find_variant(Circumstance::ToNotify, 404), nullptr);
    EXPECT_EQ(find_variant(Circumstance::HopCountProbe, 482), nullptr);
}

TEST(Variants, GlobalFailuresKeepTheirScope) {
    for (const Variant &variant : all_variants()) {
        if (variant.code >= 600) {
            EXPECT_FALSE(variant.scope) << name_of(variant, variant.code);
        }
        EXPECT_NE(variant.scope.value_or(Scope::Hop), Scope::Global);
    }
}

TEST(Variants, TextsWellFormed) {
    for (const Variant &variant : all_variants()) {
        SCOPED_TRACE(name_of(variant, variant.code));
        for (const char *text : all_texts(variant.texts)) {
            if (text != nullptr) {
                expect_good_text(text);
            }
        }
        expect_good_references(variant.references);
    }
}

TEST(Variants, NoTextRepeatsTheRecord) {
    for (const Variant &variant : all_variants()) {
        if (variant.code == 0) {
            continue;
        }
        const auto base = all_texts(response_info(variant.code).texts);
        const auto own = all_texts(variant.texts);
        for (std::size_t i = 0; i < own.size(); ++i) {
            // To a BYE, WrongMethod applies before, and its text must give way again.
            const bool put_back = variant.circumstance == Circumstance::ToBye &&
                                  variant.code == 491 && kTextNames.at(i) == kProxy;
            if (own[i] != nullptr && base[i] != nullptr && !put_back) {
                EXPECT_STRNE(own[i], base[i]) << name_of(variant, variant.code);
            }
        }
    }
}

TEST(Variants, VerdictsConsistent) {
    for (const auto &[variant, applied] : all_applied()) {
        SCOPED_TRACE(name_of(*variant, applied.code));
        EXPECT_TRUE(booleans_fit_headline(applied.failure.retry));
        EXPECT_EQ(applied.failure.scope == Scope::Global, applied.code >= 600);
        if (applied.failure.retry.modified) {
            EXPECT_NE(applied.texts.change, nullptr);
        }
        // A probe keeps the category of its code, whatever its kind.
        if (applied.failure.kind != Kind::Probe) {
            expect_kind_fits_category(applied.failure);
        }
    }
}

TEST(Variants, ChangeOnlyWhereItHelps) {
    for (const auto &[variant, applied] : all_applied()) {
        if (applied.texts.change != nullptr && !applied.failure.retry.modified) {
            SCOPED_TRACE(name_of(*variant, applied.code));
            if (applied.failure.kind == Kind::Redirection) {
                continue; // what is changed to is the redirection itself
            }
            EXPECT_EQ(applied.failure.retry.headline, Retry::No);
            EXPECT_STREQ(applied.texts.change, "A new dialog.");
        }
    }
}

TEST(Variants, NoTextOfAVerdictSaysTheSameTwice) {
    for (const auto &[variant, applied] : all_applied()) {
        std::set<std::string_view> seen;
        for (const char *text : all_texts(applied.texts)) {
            if (text != nullptr) {
                EXPECT_TRUE(seen.insert(text).second)
                    << name_of(*variant, applied.code) << ": " << text;
            }
        }
    }
}

TEST(Variants, NormalProcedureIsChat) {
    for (const auto &[variant, applied] : all_applied()) {
        if (applied.failure.kind != Kind::Failure) {
            EXPECT_EQ(applied.failure.severity, Severity::Chat) << name_of(*variant, applied.code);
        }
    }
}

TEST(Variants, TextsThatMustBeReplaced) {
    for (const auto &[variant, applied] : all_applied()) {
        SCOPED_TRACE(name_of(*variant, applied.code));
        const Texts &own = variant->texts;
        switch (variant->circumstance) {
        case Circumstance::ToCancel:
            for (std::size_t i = 0; i < kTextNames.size(); ++i) {
                EXPECT_EQ(all_texts(own).at(i) == nullptr, kTextNames.at(i) == kChange)
                    << kTextNames.at(i);
            }
            break;
        case Circumstance::ToOptions: // nobody called
            EXPECT_NE(own.next_step, nullptr);
            break;
        case Circumstance::DialogDestroyed:
            EXPECT_EQ(applied.failure.retry.headline, Retry::No);
            EXPECT_STREQ(own.change, "A new dialog.");
            EXPECT_NE(own.meaning, nullptr);
            [[fallthrough]];
        case Circumstance::UsageDestroyed:
            EXPECT_TRUE(own.advice != nullptr || applied.code == 481);
            EXPECT_NE(own.proxy, nullptr); // no forking within a dialog
            EXPECT_NE(own.follow_up, nullptr);
            break;
        case Circumstance::SessionGoesOn:
            EXPECT_NE(own.follow_up, nullptr);
            break;
        case Circumstance::ToRegister:
            if (applied.code >= 600) { // RFC 3261 10.3
                EXPECT_EQ(applied.failure.category, Category::Server);
                EXPECT_EQ(applied.failure.severity, Severity::Warn);
                EXPECT_NE(std::string_view(own.meaning).find("must not"), std::string_view::npos);
            }
            break;
        case Circumstance::ToBye: // a fault of a server is one, whatever the method
            if (applied.code / 100 == 5) {
                EXPECT_EQ(own.cause, nullptr);
                EXPECT_EQ(own.inspect, nullptr);
            }
            break;
        default:
            break;
        }
    }
}

TEST(Variants, ValuesOfTheOverrides) {
    const auto applied = [](Circumstance circumstance, std::uint16_t code) {
        return apply(*find_variant(circumstance, code), code).failure;
    };
    using enum Circumstance;
    constexpr RetryVerdict kNothing{.headline = Retry::NotApplicable};
    constexpr RetryVerdict kNo{.headline = Retry::No};
    constexpr RetryVerdict kModified{.headline = Retry::Modified, .modified = true};

    for (const std::uint16_t code : Codes{401, 481, 500, 604}) {
        const FailureInfo f = applied(ToCancel, code);
        EXPECT_EQ(f.kind, Kind::Harmless);
        EXPECT_EQ(f.category, Category::Dialog);
        EXPECT_EQ(f.retry, kNothing);
        EXPECT_EQ(f.severity, Severity::Chat);
    }
    EXPECT_EQ(applied(ToCancel, 481).scope, Scope::Message);
    for (const std::uint16_t code : Codes{408, 481}) {
        const FailureInfo f = applied(ToBye, code);
        EXPECT_EQ(f.kind, Kind::Harmless);
        EXPECT_EQ(f.category, Category::Dialog);
        EXPECT_EQ(f.scope, Scope::Dialog);
        EXPECT_EQ(f.retry, kNothing);
        EXPECT_EQ(f.severity, Severity::Chat);
    }
    EXPECT_EQ(applied(ToBye, 500).kind, Kind::Failure);
    EXPECT_EQ(applied(ToBye, 500).severity, Severity::Note);
    EXPECT_EQ(applied(ToBye, 407).kind, Kind::Challenge);
    EXPECT_EQ(applied(ToOptions, 404).kind, Kind::Probe);
    EXPECT_EQ(applied(ToOptions, 404).category, Category::Target);
    EXPECT_EQ(applied(ToOptions, 604).scope, Scope::Global);
    EXPECT_EQ(applied(ToOptions, 604).severity, Severity::Chat);
    EXPECT_EQ(applied(HopCountProbe, 483).kind, Kind::Probe);
    EXPECT_EQ(applied(HopCountProbe, 483).retry, kModified);
    EXPECT_EQ(applied(CredentialsRefused, 403).category, Category::Authentication);
    EXPECT_EQ(applied(CredentialsRefused, 403).retry, kNo);
    EXPECT_EQ(applied(ToRegister, 480).category, Category::Server);
    EXPECT_EQ(applied(ToRegister, 480).scope, Scope::Server);
    EXPECT_EQ(applied(ToRegister, 607).category, Category::Server);
    EXPECT_EQ(applied(ToRegister, 607).severity, Severity::Warn);
    EXPECT_EQ(applied(ToNotify, 481).severity, Severity::Note);
    EXPECT_EQ(applied(NoServingCscf, 600).category, Category::Server);
    EXPECT_EQ(applied(NoServingCscf, 600).severity, Severity::Warn);
    EXPECT_EQ(applied(RegistrationOrdered, 504).retry,
              (RetryVerdict{.headline = Retry::ReRegister, .later = true}));
    EXPECT_EQ(applied(EmergencyOrdered, 380).retry,
              (RetryVerdict{.headline = Retry::Redirected, .elsewhere = true}));
    EXPECT_EQ(applied(CallBarred, 603).category, Category::Policy);
    EXPECT_EQ(applied(NetworkBlocked, 603).category, Category::Policy);
    for (const std::uint16_t code : Codes{404, 604}) {
        EXPECT_EQ(applied(LostBinding, code).category, Category::Routing);
        EXPECT_EQ(applied(NoRoute, code).category, Category::Routing);
        EXPECT_EQ(applied(EmergencyService, code).category, Category::Routing);
    }
    constexpr RetryVerdict kElsewhere{.headline = Retry::Elsewhere, .elsewhere = true};
    EXPECT_EQ(applied(LostBinding, 404).retry,
              (RetryVerdict{.headline = Retry::Later, .later = true}));
    EXPECT_EQ(applied(NoRoute, 404).retry, kElsewhere);
    EXPECT_EQ(applied(EmergencyService, 404).retry, kElsewhere);
    for (const Circumstance circumstance : {LostBinding, NoRoute, EmergencyService}) {
        EXPECT_EQ(applied(circumstance, 604).retry, kNo);
    }
    EXPECT_EQ(applied(RetryAfterGiven, 503).retry,
              (RetryVerdict{.headline = Retry::Later, .later = true, .elsewhere = true}));
    EXPECT_EQ(
        applied(RetryAfterGiven, 404).retry,
        (RetryVerdict{
            .headline = Retry::Modified, .modified = true, .later = true, .elsewhere = true}));
    EXPECT_EQ(applied(RetryAfterGiven, 413).retry,
              (RetryVerdict{.headline = Retry::Modified, .modified = true, .later = true}));
    for (const std::uint16_t code : Codes{421, 494}) {
        const FailureInfo negotiation = applied(SecurityAgreement, code);
        EXPECT_EQ(negotiation.kind, Kind::Negotiation);
        EXPECT_EQ(negotiation.scope, Scope::Hop);
        EXPECT_EQ(negotiation.retry, kModified);
        const FailureInfo lost = applied(SecurityAgreementLost, code);
        EXPECT_EQ(lost.kind, Kind::Failure);
        EXPECT_EQ(lost.category, Category::Policy);
        EXPECT_EQ(lost.scope, Scope::Hop);
        EXPECT_EQ(lost.severity, Severity::Warn);
    }
    for (const std::uint16_t code : Codes{412, 422, 423, 439, 469, 491, 555}) {
        const FailureInfo f = applied(WrongMethod, code);
        EXPECT_EQ(f.kind, Kind::Failure);
        EXPECT_EQ(f.category, code == 491 ? Category::Dialog : Category::Message);
        EXPECT_EQ(f.severity, Severity::Warn);
    }
    for (const std::uint16_t code : Codes{488, 606}) {
        EXPECT_EQ(applied(NoOffer, code).category, Category::Message);
    }
    for (const std::uint16_t code : Codes{404, 410, 416, 482, 483, 484, 485, 502, 604}) {
        const FailureInfo f = applied(DialogDestroyed, code);
        EXPECT_EQ(f.category, Category::Dialog);
        EXPECT_EQ(f.scope, code == 604 ? Scope::Global : Scope::Dialog);
        EXPECT_EQ(f.retry, kNo);
    }
    for (const std::uint16_t code : Codes{405, 408, 480, 481, 489, 501}) {
        const FailureInfo f = applied(UsageDestroyed, code);
        EXPECT_EQ(f.category, response_info(code).failure->category);
        EXPECT_EQ(f.scope, Scope::Dialog);
        const bool repeatable = code == 405 || code == 489 || code == 501;
        EXPECT_EQ(f.retry, repeatable ? kModified : kNo);
    }
    for (const std::uint16_t code : Codes{405, 501}) {
        const FailureInfo f = applied(SessionGoesOn, code);
        EXPECT_EQ(f.scope, response_info(code).failure->scope);
        EXPECT_EQ(f.retry, kModified);
        EXPECT_EQ(f.severity, Severity::Note);
    }
    EXPECT_EQ(applied(SessionGoesOn, 415).severity, Severity::Note);
    EXPECT_EQ(applied(SessionGoesOn, 401).severity, Severity::Chat);
    EXPECT_EQ(applied(SessionGoesOn, 603).scope, Scope::Global);
}

// --- tokens ---

template <typename Enum> std::vector<std::string> tokens_up_to(Enum last) {
    std::vector<std::string> tokens;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        tokens.emplace_back(token(static_cast<Enum>(i)));
    }
    return tokens;
}

void expect_tokens(const std::vector<std::string> &tokens, char separator) {
    EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), tokens.size());
    for (const std::string &text : tokens) {
        EXPECT_FALSE(text.empty());
        EXPECT_TRUE(std::ranges::all_of(text, [separator](char c) {
            return (c >= 'a' && c <= 'z') || c == separator;
        })) << text;
    }
}

TEST(Tokens, UniqueAndWellFormed) {
    expect_tokens(tokens_up_to(ResponseClass::GlobalFailure), '-');
    expect_tokens(tokens_up_to(Kind::Harmless), '-');
    expect_tokens(tokens_up_to(Category::Redirection), '-');
    expect_tokens(tokens_up_to(Scope::Global), '-');
    expect_tokens(tokens_up_to(Retry::NotApplicable), '-');
    expect_tokens(tokens_up_to(Finding::NormalProcedure), '_');
}

TEST(Tokens, Spelling) {
    EXPECT_STREQ(token(ResponseClass::ClientFailure), "client-failure");
    EXPECT_STREQ(token(Kind::Harmless), "harmless");
    EXPECT_STREQ(token(Category::Precondition), "precondition");
    EXPECT_STREQ(token(Scope::Ua), "ua");
    EXPECT_STREQ(token(Retry::ReRegister), "re-register");
    EXPECT_STREQ(token(Retry::NotApplicable), "not-applicable");
    EXPECT_STREQ(token(Finding::DoesNotExistAnywhere), "does_not_exist_anywhere");
}

// --- methods ---

TEST(Methods, AllRegistered) {
    const std::set<std::string_view> expected = {
        "INVITE", "ACK",     "BYE",     "CANCEL", "REGISTER", "OPTIONS", "SUBSCRIBE",
        "NOTIFY", "PUBLISH", "MESSAGE", "INFO",   "UPDATE",   "PRACK",   "REFER"};
    std::set<std::string_view> found;
    for (const MethodInfo &info : registered_methods()) {
        EXPECT_TRUE(found.insert(info.name).second) << info.name;
        EXPECT_EQ(&method_info(info.name), &info);
        for (const char *text : {info.procedure, info.procedure_in_dialog, info.after_failure}) {
            ASSERT_NE(text, nullptr) << info.name;
            EXPECT_LE(std::strlen(text), static_cast<std::size_t>(kMaxText));
        }
        expect_good_text(info.after_failure);
    }
    EXPECT_EQ(found, expected);
}

TEST(Methods, Unknown) {
    const MethodInfo &unknown = method_info("FOO");
    EXPECT_EQ(&unknown, &method_info("invite")); // case-sensitive, RFC 3261 7.1
    EXPECT_NE(unknown.procedure, nullptr);
    EXPECT_NE(unknown.procedure_in_dialog, nullptr);
    EXPECT_NE(unknown.after_failure, nullptr);
}

TEST(Methods, Unreadable) {
    const MethodInfo &unreadable = method_info("");
    EXPECT_EQ(unreadable.procedure, nullptr);
    EXPECT_EQ(unreadable.procedure_in_dialog, nullptr);
    EXPECT_TRUE(std::string_view(unreadable.after_failure)
                    .starts_with("An ACK, if the request was an INVITE"));
    expect_good_text(unreadable.after_failure);
    EXPECT_NE(&unreadable, &method_info(" "));
}

TEST(Methods, OnlyInviteIsAcknowledged) {
    EXPECT_STREQ(method_info("INVITE").procedure_in_dialog, "session modification (re-INVITE)");
    EXPECT_TRUE(std::string_view(method_info("INVITE").after_failure).starts_with("The ACK"));
    EXPECT_TRUE(std::string_view(method_info("MESSAGE").after_failure).starts_with("No ACK"));
}

// --- causes ---

TEST(Causes, Names) {
    EXPECT_STREQ(cause_name("Q.850", 1), "Unallocated (unassigned) number");
    EXPECT_STREQ(cause_name("q.850", 16), "Normal call clearing");
    EXPECT_STREQ(cause_name("Q.850", 17), "User busy");
    EXPECT_STREQ(cause_name("Q.850", 20), "Subscriber absent");
    EXPECT_STREQ(cause_name("Q.850", 31), "Normal, unspecified");
    EXPECT_STREQ(cause_name("Q.850", 127), "Interworking, unspecified");
    EXPECT_STREQ(cause_name("SIP", 200), "OK");
    EXPECT_STREQ(cause_name("sip", 580), "Precondition Failure");
    EXPECT_STREQ(cause_name("Preemption", 1), "UA Preemption");
    EXPECT_STREQ(cause_name("preemption", 5), "Network Preemption");
    EXPECT_STREQ(cause_name("RELEASE_CAUSE", 1), "User ends call");
    EXPECT_STREQ(cause_name("Release_Cause", 7), "Redirection failure");
    EXPECT_STREQ(cause_name("FAILURE_CAUSE", 1), "Media bearer or QoS lost");
    EXPECT_STREQ(cause_name("EMM", 15), "No suitable cells in tracking area");
    EXPECT_STREQ(cause_name("ESM", 36), "Regular deactivation");
    EXPECT_STREQ(cause_name("5GMM", 62), "No network slices available");
    EXPECT_STREQ(cause_name("5gsm", 27), "Missing or unknown DNN");
    for (const char *nas : {"EMM", "ESM", "5GMM", "5GSM"}) {
        EXPECT_STREQ(cause_name(nas, 111), "Protocol error, unspecified");
    }
    EXPECT_STREQ(cause_name("S1AP-RNL", 21), "Radio connection with UE lost");
    EXPECT_STREQ(cause_name("s1ap-rnl", 0), "Unspecified");
    EXPECT_STREQ(cause_name("S1AP-NAS", 2), "Detach");
    EXPECT_STREQ(cause_name("S1AP-MISC", 5), "Unknown PLMN");
    EXPECT_STREQ(cause_name("NGAP-RNL", 36), "IMS voice EPS fallback or RAT fallback triggered");
    EXPECT_STREQ(cause_name("NGAP-NAS", 2), "Deregister");
    EXPECT_STREQ(cause_name("NGAP-MISC", 5), "Unspecified");
    for (const char *protocol : {"S1AP", "NGAP"}) {
        EXPECT_STREQ(cause_name(std::string(protocol) + "-TL", 0),
                     "Transport resource unavailable");
        EXPECT_STREQ(cause_name(std::string(protocol) + "-PROT", 4), "Semantic error");
    }
    EXPECT_STREQ(cause_name("DIAMETER", 3004), "Too busy");
    EXPECT_STREQ(cause_name("IKEv2", 24), "Authentication failed");
}

TEST(Causes, Layers) {
    EXPECT_STREQ(reason_layer("NGAP-TL"), "5G access: gNB and AMF");
    EXPECT_STREQ(reason_layer("emm"), "EPS core: UE and MME");
    EXPECT_STREQ(reason_layer("IKEV2"), "WLAN access: tunnel to the ePDG");
    EXPECT_EQ(reason_layer("SIP"), nullptr);
    EXPECT_EQ(reason_layer("RELEASE_CAUSE"), nullptr);
    EXPECT_EQ(reason_layer("NGAP"), nullptr);
}

TEST(Causes, Locations) {
    EXPECT_STREQ(location_name("U"), "user");
    EXPECT_STREQ(location_name("ln"), "public network serving the local user");
    EXPECT_STREQ(location_name("BI"), "network beyond interworking point");
    EXPECT_EQ(location_name("LOC-12"), nullptr);
    EXPECT_EQ(location_name(""), nullptr);
}

TEST(Causes, Unknown) {
    EXPECT_EQ(cause_name("Q.850", 0), nullptr);
    EXPECT_EQ(cause_name("Q.850", 15), nullptr);
    EXPECT_EQ(cause_name("Q.850", 128), nullptr);
    EXPECT_EQ(cause_name("Q.85", 1), nullptr);
    EXPECT_EQ(cause_name("Q.8500", 1), nullptr);
    EXPECT_EQ(cause_name("", 1), nullptr);
    EXPECT_EQ(cause_name("SIP", 499), nullptr);
    EXPECT_EQ(cause_name("SIP", 65536 + 486), nullptr);
    EXPECT_EQ(cause_name("Preemption", 0), nullptr);
    EXPECT_EQ(cause_name("Preemption", 6), nullptr);
    EXPECT_EQ(cause_name("RELEASE_CAUSE", 8), nullptr);
    EXPECT_EQ(cause_name("X.int", 1), nullptr);
    EXPECT_EQ(cause_name("EMM", 4), nullptr);
    EXPECT_EQ(cause_name("EMM", 112), nullptr);
    EXPECT_EQ(cause_name("NGAP-RNL", 255), nullptr);
    EXPECT_EQ(cause_name("NGAP", 0), nullptr);
    EXPECT_EQ(cause_name("DIAMETER", 5001), nullptr); // one of two, by the application
}

// TS 24.229 7.2.17.
TEST(Nodes, every_fe_id) {
    int expected = 0;
    for (const char *const fe_id :
         {"ue", "p-cscf", "i-cscf", "s-cscf", "e-cscf", "mgcf", "bgcf", "ibcf", "trf", "atcf",
          "agcf", "mrfc", "lrf", "msc-server", "as"}) {
        const Node node = node_from_fe_id(fe_id);
        EXPECT_EQ(static_cast<int>(node), expected++) << fe_id;
        EXPECT_STREQ(token(node), fe_id);
    }
    EXPECT_EQ(node_from_fe_id("P-CSCF"), Node::PCscf);
}

TEST(Nodes, no_fe_id) {
    for (const char *const name :
         {"", "uas", "proxy", "registrar", "unknown", "p-csc", "p-cscf1"}) {
        EXPECT_EQ(node_from_fe_id(name), Node::Unknown) << name;
    }
    EXPECT_STREQ(token(Node::Uas), "uas");
    EXPECT_STREQ(token(Node::Proxy), "proxy");
    EXPECT_STREQ(token(Node::Registrar), "registrar");
    EXPECT_STREQ(token(Node::Unknown), "unknown");
}

} // namespace
} // namespace imsfail::knowledge
