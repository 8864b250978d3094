// imsfail: tests of the verdict: what a failure means in the exchange it stands in
//
// Expected values are those of the verdict table.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"
#include "diagnosis/circumstances.h"
#include "knowledge/methods.h"
#include "knowledge/variants.h"
#include "messages.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using knowledge::Circumstance;
using model::Protection;
using test::Lines;
using test::Request;

const std::string kInDialog = "<sip:bob@example.com>;tag=b";

std::string or_empty(const char *text) {
    return text == nullptr ? "" : text;
}

std::string joined(std::span<const char *const> texts) {
    std::string all;
    for (const char *const text : texts) {
        all += (all.empty() ? "" : "|") + std::string(text);
    }
    return all;
}

// "failure target domain modified:-m-e warn not_found_in_domain": kind, category, scope, headline
// and ways of retrying (same, modified, later, elsewhere), severity, finding.
std::string describe(const Verdict &verdict) {
    const char *const severities[] = {"chat", "note", "warn", "error"};
    std::string line;
    for (const char *const word :
         {token(verdict.kind), token(verdict.category), token(verdict.scope)}) {
        line += std::string(word) + " ";
    }
    line += std::string(token(verdict.retry.headline)) + ":";
    line += verdict.retry.same ? 's' : '-';
    line += verdict.retry.modified ? 'm' : '-';
    line += verdict.retry.later ? 'l' : '-';
    line += verdict.retry.elsewhere ? 'e' : '-';
    line += " " + std::string(severities[static_cast<std::size_t>(verdict.severity)]);
    return line + " " + token(verdict.finding);
}

// A request and its failure, each on a hop of that protection.
class Hop {
  public:
    void see(const std::string &bytes, Protection protection = Protection::None) {
        const std::string_view candidate = bytes;
        ++frame_;
        record_ = analysis_.observe(test::sighting(frame_, frame_ * test::kSecond, protection),
                                    {&candidate, 1});
    }
    const Verdict &verdict() const {
        return *record_->verdict;
    }

  private:
    Analysis analysis_;
    const MessageRecord *record_ = nullptr;
    std::uint32_t frame_ = 0;
};

// True if a text stands in the verdict that the circumstance puts there instead of the code's own.
bool shows(const Verdict &verdict, Circumstance circumstance, std::uint16_t code) {
    const knowledge::Variant *const variant = knowledge::find_variant(circumstance, code);
    if (variant == nullptr) {
        return false;
    }
    const knowledge::Texts &base = knowledge::response_info(code).texts;
    using knowledge::Texts;
    for (const char *Texts::*const text :
         {&Texts::meaning, &Texts::cause, &Texts::inspect, &Texts::next_step, &Texts::change,
          &Texts::advice, &Texts::follow_up}) {
        const char *const own = variant->texts.*text;
        if (own != nullptr && or_empty(own) != or_empty(base.*text) &&
            or_empty(verdict.texts.*text) == own) {
            return true;
        }
    }
    return false;
}

struct Case {
    const char *what;
    Request request;
    const char *status;
    Lines headers; // of the response
    const char *expected;
    Protection protection = Protection::None;
    std::string_view body = {}; // of the response
    bool request_captured = true;
};

void check(const std::vector<Case> &cases) {
    for (const Case &test : cases) {
        SCOPED_TRACE(test.what);
        Hop hop;
        if (test.request_captured) {
            hop.see(write(test.request), test.protection);
        }
        hop.see(write_response(test.status, test.request, test.headers, test.body),
                test.protection);
        EXPECT_EQ(describe(hop.verdict()), test.expected);
    }
}

const Request kInvite{.headers = {"Content-Type: application/sdp"}, .body = test::kSdp};
const Request kReinvite{
    .to = kInDialog, .headers = {"Content-Type: application/sdp"}, .body = test::kSdp};
const Request kBye{.method = "BYE", .to = kInDialog};
const Request kCancel{.method = "CANCEL"};
const Request kOptions{.method = "OPTIONS"};
const Request kRegister{.method = "REGISTER"};
const Request kSubscribe{.method = "SUBSCRIBE"};
const Request kNotify{.method = "NOTIFY", .to = kInDialog};
const Request kMessage{.method = "MESSAGE"};
const Request kUpdate{.method = "UPDATE", .to = kInDialog};

TEST(Verdict, without_any_circumstance) {
    // clang-format off
    check({
        {"302", kInvite, "302 x", {},
         "redirection redirection target redirected:---e chat normal_procedure"},
        {"401", kInvite, "401 x", {},
         "challenge authentication message with-credentials:-m-- chat normal_procedure"},
        {"404", kInvite, "404 x", {},
         "failure target domain modified:-m-e warn not_found_in_domain"},
        {"487", kInvite, "487 x", {},
         "cancelled dialog message not-applicable:---- chat normal_procedure"},
        {"503", kInvite, "503 x", {}, "failure overload server elsewhere:--le warn request_failed"},
        {"604", kInvite, "604 x", {}, "failure target global no:---- warn does_not_exist_anywhere"},
        {"608", kInvite, "608 x", {}, "failure policy global no:---- warn global_failure"},
        {"399", kInvite, "399 x", {},
         "redirection redirection target redirected:---e chat normal_procedure"},
        {"499", kInvite, "499 x", {}, "failure message message modified:-m-- warn request_failed"},
        {"599", kInvite, "599 x", {}, "failure server server later:s-le warn request_failed"},
        {"699", kInvite, "699 x", {}, "failure user global no:---- warn global_failure"},
        {"unknown method", {.method = "FOO"}, "404 x", {},
         "failure target domain modified:-m-e warn not_found_in_domain"},
    });
    // clang-format on
}

TEST(Verdict, to_cancel) {
    const char *const harmless =
        "harmless dialog message not-applicable:---- chat normal_procedure";
    // clang-format off
    check({
        {"481", kCancel, "481 x", {}, harmless},
        {"302", kCancel, "302 x", {}, harmless},
        {"401", kCancel, "401 x", {}, harmless},
        {"500", kCancel, "500 x", {}, harmless},
        {"491", kCancel, "491 x", {}, harmless},
        {"in a dialog", {.method = "CANCEL", .to = kInDialog}, "481 x", {}, harmless},
        {"request not captured", kCancel, "481 x", {}, harmless, Protection::None, {}, false},
        {"6xx keeps its scope", kCancel, "603 x", {},
         "harmless dialog global not-applicable:---- chat normal_procedure"},
        // harmless whatever else the answer carries
        {"Retry-After", kCancel, "503 x", {"Retry-After: 5"}, harmless},
        {"Q.850", kCancel, "404 x", {"Reason: Q.850;cause=3"}, harmless},
        {"few hops", {.method = "CANCEL", .max_forwards = "0"}, "483 x", {}, harmless},
        {"494", kCancel, "494 x", {}, harmless},
        {"near: INVITE", kInvite, "481 x", {}, "failure dialog dialog no:---- warn request_failed"},
        {"near: method in other case", {.method = "Cancel"}, "481 x", {},
         "failure dialog dialog no:---- warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, to_bye) {
    const char *const harmless = "harmless dialog dialog not-applicable:---- chat normal_procedure";
    // clang-format off
    check({
        {"481", kBye, "481 x", {}, harmless},
        {"408", kBye, "408 x", {}, harmless},
        {"request not captured", kBye, "481 x", {}, harmless, Protection::None, {}, false},
        {"500 is a failure, but only a note", kBye, "500 x", {},
         "failure server server later:s-l- note request_failed"},
        {"404 ends no dialog that BYE has not ended", kBye, "404 x", {},
         "failure target domain modified:-m-- note not_found_in_domain"},
        {"604", kBye, "604 x", {}, "failure target global no:---- note does_not_exist_anywhere"},
        {"491 negotiates nothing", kBye, "491 x", {},
         "failure dialog dialog same:s-l- note request_failed"},
        {"422 negotiates nothing", kBye, "422 x", {},
         "failure message server modified:-m-- note request_failed", Protection::None, {}, false},
        {"401 stays a challenge", kBye, "401 x", {},
         "challenge authentication message with-credentials:-m-- chat normal_procedure"},
        {"407 stays a challenge", kBye, "407 x", {},
         "challenge authentication hop with-credentials:-m-- chat normal_procedure"},
        {"near: 302", kBye, "302 x", {},
         "redirection redirection target redirected:---e chat normal_procedure"},
        {"near: 408 to INVITE", kInvite, "408 x", {},
         "failure timeout server same:s-le warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, to_options) {
    // clang-format off
    check({
        {"404", kOptions, "404 x", {}, "probe target domain modified:-m-e chat normal_procedure"},
        {"486", kOptions, "486 x", {}, "probe user ua later:--le chat normal_procedure"},
        {"604", kOptions, "604 x", {}, "probe target global no:---- chat normal_procedure"},
        {"600 from an I-CSCF", kOptions, "600 x", {"Response-Source: fe=<urn:3gpp:fe:i-cscf>"},
         "probe server global later:--l- chat normal_procedure"},
        {"503 with Retry-After", kOptions, "503 x", {"Retry-After: 5"},
         "probe overload server later:--le chat normal_procedure"},
        {"near: 401", kOptions, "401 x", {},
         "challenge authentication message with-credentials:-m-- chat normal_procedure"},
        {"near: 407", kOptions, "407 x", {},
         "challenge authentication hop with-credentials:-m-- chat normal_procedure"},
        {"near: 302", kOptions, "302 x", {},
         "redirection redirection target redirected:---e chat normal_procedure"},
        {"near: in a dialog", {.method = "OPTIONS", .to = kInDialog}, "404 x", {},
         "failure dialog dialog no:---- warn not_found_in_domain"},
    });
    // clang-format on
}

TEST(Verdict, hop_count_probe) {
    const char *const probe = "probe routing path modified:-m-- chat normal_procedure";
    const char *const failure = "failure routing path no:---- warn request_failed";
    const Lines two_vias = {"SIP/2.0/UDP b;branch=z9hG4bKb", "SIP/2.0/UDP a;branch=z9hG4bKa"};
    // clang-format off
    check({
        {"0 hops", {.max_forwards = "0"}, "483 x", {}, probe},
        {"10 hops", {.max_forwards = "10"}, "483 x", {}, probe},
        {"10 hops, one used", {.vias = two_vias, .max_forwards = "9"}, "483 x", {}, probe},
        {"in a dialog", {.to = kInDialog, .max_forwards = "0"}, "483 x", {}, probe},
        {"near: 11 hops", {.max_forwards = "11"}, "483 x", {}, failure},
        {"near: 11 hops, one used", {.vias = two_vias, .max_forwards = "10"}, "483 x", {}, failure},
        {"near: a loop that used them up",
         {.vias = {"SIP/2.0/UDP a,b,c,d,e,f,g,h,i,j,k,l"}, .max_forwards = "0"}, "483 x", {},
         failure},
        {"near: 4294967295 hops", {.max_forwards = "4294967295"}, "483 x", {}, failure},
        {"near: unreadable", {.max_forwards = "x"}, "483 x", {}, failure},
        {"near: request not captured", {.max_forwards = "0"}, "483 x", {}, failure,
         Protection::None, {}, false},
        {"near: 482", {.max_forwards = "0"}, "482 x", {},
         "failure routing path no:---- warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, to_register) {
    // clang-format off
    check({
        {"480 is said by the path", kRegister, "480 x", {},
         "failure server server later:--le note request_failed"},
        {"near: 480 to INVITE", kInvite, "480 x", {},
         "failure user ua later:--le note request_failed"},
        {"404 keeps its base", kRegister, "404 x", {},
         "failure target domain modified:-m-e warn not_found_in_domain"},
        {"403 after an answered challenge",
         {.method = "REGISTER", .headers = {"Authorization: Digest response=\"x\""}}, "403 x", {},
         "failure authentication server no:---- warn request_failed"},
        {"near: 403 to an empty response",
         {.method = "REGISTER", .headers = {"Authorization: Digest response=\"\""}}, "403 x", {},
         "failure policy server no:---- warn request_failed"},
        {"near: 403 without credentials", kRegister, "403 x", {},
         "failure policy server no:---- warn request_failed"},
        {"near: 403 to INVITE", {.headers = {"Proxy-Authorization: Digest response=\"x\""}},
         "403 x", {}, "failure policy server no:---- warn request_failed"},
        {"near: request not captured",
         {.method = "REGISTER", .headers = {"Authorization: Digest response=\"x\""}}, "403 x", {},
         "failure policy server no:---- warn request_failed", Protection::None, {}, false},
        {"600: no S-CSCF", kRegister, "600 x", {},
         "failure server global later:--l- warn global_failure"},
        {"600 to INVITE from an I-CSCF", kInvite, "600 x",
         {"Response-Source: fe=<urn:3gpp:fe:i-cscf.term>"},
         "failure server global later:--l- warn global_failure"},
        {"the same, other spelling", kInvite, "600 x", {"response-source: FE=URN:3GPP:FE:I-CSCF"},
         "failure server global later:--l- warn global_failure"},
        {"the same, second of two", kInvite, "600 x",
         {"Response-Source: fe=<urn:3gpp:fe:p-cscf>,fe=<urn:3gpp:fe:i-cscf>"},
         "failure server global later:--l- warn global_failure"},
        {"near: 600 to INVITE from an S-CSCF", kInvite, "600 x",
         {"Response-Source: fe=<urn:3gpp:fe:s-cscf>"},
         "failure user global later:--l- note global_failure"},
        {"near: 600 from an unknown node", kInvite, "600 x",
         {"Response-Source: fe=<urn:3gpp:fe:i-cscfx>"},
         "failure user global later:--l- note global_failure"},
        {"near: 600 from i-cscf-like", kInvite, "600 x",
         {"Response-Source: fe=<urn:3gpp:fe:i-cscf-x>"},
         "failure user global later:--l- note global_failure"},
        {"near: 600 with an empty source", kInvite, "600 x", {"Response-Source: fe=<urn:3gpp:fe:>"},
         "failure user global later:--l- note global_failure"},
        {"near: 603 to INVITE from an I-CSCF", kInvite, "603 x",
         {"Response-Source: fe=<urn:3gpp:fe:i-cscf>"},
         "failure user global later:--l- note global_failure"},
    });
    // clang-format on
}

TEST(Verdict, to_notify) {
    // clang-format off
    check({
        {"481: the subscription is gone", kNotify, "481 x", {},
         "failure dialog dialog no:---- note request_failed"},
        {"outside a dialog", {.method = "NOTIFY"}, "481 x", {},
         "failure dialog dialog no:---- note request_failed"},
        {"near: 481 to SUBSCRIBE", {.method = "SUBSCRIBE", .to = kInDialog}, "481 x", {},
         "failure dialog dialog no:---- warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, of_603) {
    const char *const policy = "failure policy global later:--l- note global_failure";
    const char *const user = "failure user global later:--l- note global_failure";
    // clang-format off
    check({
        {"barred", kInvite, "603 Decline", {"Reason: SIP;cause=603"}, policy},
        {"barred, second value", kInvite, "603 Decline", {"Reason: Q.850;cause=21, sip ;cause=603"},
         policy},
        {"blocked", kInvite, "603 Network Blocked", {}, policy},
        {"blocked, other case", kInvite, "603  network blocked ", {}, policy},
        {"near: other cause", kInvite, "603 Decline", {"Reason: SIP;cause=600"}, user},
        {"near: other protocol", kInvite, "603 Decline", {"Reason: Q.850;cause=603"}, user},
        {"near: in a text", kInvite, "603 Decline", {"Reason: SIP;text=\";cause=603\""}, user},
        {"near: phrase", kInvite, "603 Network Blocked Call", {}, user},
        {"near: other code", kInvite, "600 Network Blocked", {"Reason: SIP;cause=603"},
         "failure user global later:--l- note global_failure"},
    });
    // clang-format on
}

TEST(Verdict, lost_binding_and_no_route) {
    const char *const found = "failure target domain modified:-m-e warn not_found_in_domain";
    const char *const lost = "failure routing domain later:--l- warn not_found_in_domain";
    const char *const routing = "failure routing domain elsewhere:---e warn not_found_in_domain";
    const char *const routing_604 = "failure routing global no:---- warn does_not_exist_anywhere";
    // clang-format off
    check({
        {"404 of a P-CSCF", kInvite, "404 x", {"Response-Source: fe=<urn:3gpp:fe:p-cscf.term>"},
         lost},
        {"604 of a P-CSCF", kInvite, "604 x", {"Response-Source: fe=<urn:3gpp:fe:p-cscf>"},
         routing_604},
        {"near: 404 of an S-CSCF", kInvite, "404 x", {"Response-Source: fe=<urn:3gpp:fe:s-cscf>"},
         found},
        {"near: P-CSCF elsewhere", kInvite, "404 x", {"Server: urn:3gpp:fe:p-cscf"}, found},
        {"near: 410 of a P-CSCF", kInvite, "410 x", {"Response-Source: fe=<urn:3gpp:fe:p-cscf>"},
         "failure target domain modified:-m-- warn request_failed"},
        {"404, cause 2", kInvite, "404 x", {"Reason: Q.850;cause=2"}, routing},
        {"404, cause 3", kInvite, "404 x", {"Reason: SIP;cause=404", "Reason: q.850;cause=\"3\""},
         routing},
        {"604, cause 26", kInvite, "604 x", {"Reason: Q.850;cause=26"}, routing_604},
        {"near: cause 1", kInvite, "404 x", {"Reason: Q.850;cause=1"}, found},
        {"near: SIP cause 3", kInvite, "404 x", {"Reason: SIP;cause=3"}, found},
        {"near: no cause", kInvite, "404 x", {"Reason: Q.850"}, found},
        {"near: 484, cause 3", kInvite, "484 x", {"Reason: Q.850;cause=3"},
         "failure target target modified:-m-- note request_failed"},
    });
    // clang-format on
}

TEST(Verdict, emergency_service) {
    // clang-format off
    check({
        {"404", {.uri = "urn:service:sos.fire"}, "404 x", {},
         "failure routing domain elsewhere:---e warn not_found_in_domain"},
        {"604", {.uri = "URN:service:SOS"}, "604 x", {},
         "failure routing global no:---- warn does_not_exist_anywhere"},
        {"near: other service", {.uri = "urn:service:counseling"}, "404 x", {},
         "failure target domain modified:-m-e warn not_found_in_domain"},
        {"near: 480", {.uri = "urn:service:sos"}, "480 x", {},
         "failure user ua later:--le note request_failed"},
        {"near: request not captured", {.uri = "urn:service:sos"}, "404 x", {},
         "failure target domain modified:-m-e warn not_found_in_domain", Protection::None, {},
         false},
    });
    // clang-format on
}

TEST(Verdict, retry_after_given) {
    // clang-format off
    check({
        {"503", kInvite, "503 x", {"Retry-After: 5 (busy);duration=1"},
         "failure overload server later:--le warn request_failed"},
        {"404", kInvite, "404 x", {"Retry-After: 5"},
         "failure target domain modified:-mle warn not_found_in_domain"},
        {"413", kInvite, "413 x", {"Retry-After: 5"},
         "failure message server modified:-ml- warn request_failed"},
        {"near: unreadable", kInvite, "503 x", {"Retry-After: soon"},
         "failure overload server elsewhere:--le warn request_failed"},
        {"near: empty", kInvite, "404 x", {"Retry-After:"},
         "failure target domain modified:-m-e warn not_found_in_domain"},
        {"near: 413 without", kInvite, "413 x", {},
         "failure message server modified:-m-- warn request_failed"},
        {"near: 604, where it is not defined", kInvite, "604 x", {"Retry-After: 5"},
         "failure target global no:---- warn does_not_exist_anywhere"},
    });
    // clang-format on
}

TEST(Verdict, security_agreement) {
    const char *const asked = "negotiation negotiation hop modified:-m-- chat normal_procedure";
    const char *const lost = "failure policy hop modified:-m-- warn request_failed";
    const char *const extension = "failure message server modified:-m-- warn request_failed";
    // clang-format off
    check({
        {"421", kRegister, "421 x", {"Require: 100rel, Sec-Agree"}, asked},
        {"494", kRegister, "494 x", {}, asked},
        {"421, protected by ESP", kRegister, "421 x", {"Require: sec-agree"}, lost,
         Protection::Esp},
        {"494, protected by TLS", kRegister, "494 x", {}, lost, Protection::Tls},
        {"near: 421 for something else", kRegister, "421 x", {"Require: 100rel"}, extension},
        {"near: 421 for something that sounds like it", kRegister, "421 x",
         {"Require: sec-agreement"}, extension, Protection::Esp},
        {"near: 420", kRegister, "420 x", {"Require: sec-agree"}, extension},
        {"near: 421, request not captured", kRegister, "421 x", {"Require: sec-agree"}, extension,
         Protection::None, {}, false},
        {"near: 494, request not captured", kRegister, "494 x", {}, asked, Protection::Esp, {},
         false},
    });
    // clang-format on
}

TEST(Verdict, negotiation_with_the_wrong_method) {
    // clang-format off
    check({
        {"412 to INVITE", kInvite, "412 x", {},
         "failure message message modified:-m-- warn request_failed"},
        {"near: 412 to PUBLISH", {.method = "PUBLISH"}, "412 x", {},
         "negotiation negotiation message modified:-m-- chat normal_procedure"},
        {"422 in mid-session", kReinvite, "422 x", {},
         "failure message server modified:-m-- note request_failed"},
        {"near: 422 to the first INVITE", kInvite, "422 x", {},
         "negotiation negotiation server modified:-m-- chat normal_procedure"},
        {"423 to INVITE", kInvite, "423 x", {},
         "failure message server modified:-m-- warn request_failed"},
        {"near: 423 to REGISTER", kRegister, "423 x", {},
         "negotiation negotiation server modified:-m-- chat normal_procedure"},
        {"near: 423 to SUBSCRIBE", kSubscribe, "423 x", {},
         "negotiation negotiation server modified:-m-- chat normal_procedure"},
        {"near: 423 to PUBLISH", {.method = "PUBLISH"}, "423 x", {},
         "negotiation negotiation server modified:-m-- chat normal_procedure"},
        {"491 outside a dialog", kInvite, "491 x", {},
         "failure dialog dialog same:s-l- warn request_failed"},
        {"near: 491 to a re-INVITE", kReinvite, "491 x", {},
         "negotiation negotiation dialog same:s-l- chat normal_procedure"},
        {"near: 491, request not captured", kInvite, "491 x", {},
         "negotiation negotiation dialog same:s-l- chat normal_procedure", Protection::None, {},
         false},
    });
    // clang-format on
}

TEST(Verdict, no_offer) {
    // clang-format off
    check({
        {"488", {}, "488 x", {}, "failure message ua modified:-m-e warn request_failed"},
        {"606", {}, "606 x", {}, "failure message global modified:-m-- warn global_failure"},
        {"near: offer in the request", kInvite, "488 x", {},
         "failure media ua modified:-m-e warn request_failed"},
        {"near: description in the answer", {}, "606 x", {"Content-Type: application/sdp"},
         "failure media global modified:-m-- warn global_failure", Protection::None, test::kSdp},
        {"near: request not captured", {}, "488 x", {},
         "failure media ua modified:-m-e warn request_failed", Protection::None, {}, false},
        {"near: 415", {}, "415 x", {}, "failure message ua modified:-m-- warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, dialog_destroyed) {
    const char *const gone = "failure dialog dialog no:---- warn request_failed";
    // clang-format off
    check({
        {"404", kReinvite, "404 x", {}, "failure dialog dialog no:---- warn not_found_in_domain"},
        {"404 from a P-CSCF", kReinvite, "404 x", {"Response-Source: fe=<urn:3gpp:fe:p-cscf>"},
         "failure dialog dialog no:---- warn not_found_in_domain"},
        {"404 with Retry-After", kReinvite, "404 x", {"Retry-After: 5"},
         "failure dialog dialog no:---- warn not_found_in_domain"},
        {"410", kUpdate, "410 x", {}, gone},
        {"416", kUpdate, "416 x", {}, gone},
        {"482", kReinvite, "482 x", {}, gone},
        {"483", kReinvite, "483 x", {}, gone},
        {"484", kReinvite, "484 x", {}, "failure dialog dialog no:---- note request_failed"},
        {"485", kReinvite, "485 x", {}, "failure dialog dialog no:---- note request_failed"},
        {"502", kReinvite, "502 x", {}, gone},
        {"604 keeps its scope", kReinvite, "604 x", {},
         "failure dialog global no:---- warn does_not_exist_anywhere"},
        {"near: no To tag", kInvite, "410 x", {},
         "failure target domain modified:-m-- warn request_failed"},
        {"near: request not captured", kReinvite, "410 x", {},
         "failure target domain modified:-m-- warn request_failed", Protection::None, {}, false},
        {"near: BYE", kBye, "410 x", {}, "failure target domain modified:-m-- note request_failed"},
    });
    // clang-format on
}

TEST(Verdict, usage_destroyed) {
    // clang-format off
    check({
        {"405", kReinvite, "405 x", {}, "failure message dialog modified:-m-- warn request_failed"},
        {"480", kReinvite, "480 x", {}, "failure user dialog no:---- note request_failed"},
        {"481", kReinvite, "481 x", {}, "failure dialog dialog no:---- warn request_failed"},
        {"489", kNotify, "489 x", {}, "failure message dialog modified:-m-- warn request_failed"},
        {"501", kReinvite, "501 x", {}, "failure server dialog modified:-m-- warn request_failed"},
        {"408 to INVITE", kReinvite, "408 x", {},
         "failure timeout dialog no:---- warn request_failed"},
        {"408 to UPDATE", kUpdate, "408 x", {},
         "failure timeout dialog no:---- warn request_failed"},
        {"near: 408 to INFO", {.method = "INFO", .to = kInDialog}, "408 x", {},
         "failure timeout server same:s-l- note request_failed"},
        {"near: no To tag", kInvite, "405 x", {},
         "failure message target modified:-m-- warn request_failed"},
    });
    // clang-format on
}

TEST(Verdict, session_goes_on) {
    // clang-format off
    check({
        {"488", kReinvite, "488 x", {}, "failure media ua modified:-m-- note request_failed"},
        {"500", kUpdate, "500 x", {}, "failure server server later:s-l- note request_failed"},
        {"606", kReinvite, "606 x", {}, "failure media global modified:-m-- note global_failure"},
        {"499", kReinvite, "499 x", {},
         "failure message message modified:-m-- note request_failed"},
        {"407 stays a challenge", kReinvite, "407 x", {},
         "challenge authentication hop with-credentials:-m-- chat normal_procedure"},
        {"near: no To tag", kInvite, "488 x", {},
         "failure media ua modified:-m-e warn request_failed"},
    });
    // clang-format on
}

// Circumstances that change the words, each where it holds and where it nearly does.
TEST(Verdict, circumstances_in_words) {
    const Request gruu{.uri = "sip:bob@example.com;gr=urn:uuid:1"};
    const Request gruu_in_dialog{.uri = gruu.uri, .to = kInDialog};
    // clang-format off
    const struct {
        const char *what;
        Circumstance circumstance;
        bool holds;
        Request request;
        const char *status;
        Lines headers = {};
    } cases[] = {
        {"CANCEL", Circumstance::ToCancel, true, kCancel, "481 x"},
        {"INVITE", Circumstance::ToCancel, false, kInvite, "481 x"},
        {"BYE", Circumstance::ToBye, true, kBye, "500 x"},
        {"re-INVITE", Circumstance::ToBye, false, kReinvite, "500 x"},
        {"OPTIONS", Circumstance::ToOptions, true, kOptions, "404 x"},
        {"OPTIONS in a dialog", Circumstance::ToOptions, false,
         {.method = "OPTIONS", .to = kInDialog}, "404 x"},
        {"REGISTER", Circumstance::ToRegister, true, kRegister, "404 x"},
        {"INVITE", Circumstance::ToRegister, false, kInvite, "404 x"},
        {"SUBSCRIBE", Circumstance::ToSubscribe, true, kSubscribe, "404 x"},
        {"SUBSCRIBE in a dialog", Circumstance::ToSubscribe, false,
         {.method = "SUBSCRIBE", .to = kInDialog}, "404 x"},
        {"NOTIFY", Circumstance::ToNotify, true, kNotify, "481 x"},
        {"SUBSCRIBE", Circumstance::ToNotify, false, kSubscribe, "481 x"},
        {"MESSAGE", Circumstance::ToMessage, true, kMessage, "604 x"},
        {"INVITE", Circumstance::ToMessage, false, kInvite, "604 x"},
        {"Max-Forwards 0", Circumstance::HopCountProbe, true, {.max_forwards = "0"}, "483 x"},
        {"Max-Forwards 70", Circumstance::HopCountProbe, false, kInvite, "483 x"},
        {"P-CSCF", Circumstance::LostBinding, true, kInvite, "404 x",
         {"Response-Source: fe=<urn:3gpp:fe:p-cscf>"}},
        {"P-CSCF of the callee", Circumstance::LostBinding, true, kInvite, "604 x",
         {"Response-Source: fe=<urn:3gpp:fe:p-cscf.term>"}},
        {"P-CSCF of the caller", Circumstance::LostBinding, false, kInvite, "404 x",
         {"Response-Source: fe=<urn:3gpp:fe:p-cscf.orig>"}},
        {"I-CSCF", Circumstance::LostBinding, false, kInvite, "404 x",
         {"Response-Source: fe=<urn:3gpp:fe:i-cscf>"}},
        {"GRUU", Circumstance::Gruu, true, gruu, "404 x"},
        {"GRUU", Circumstance::Gruu, true, gruu, "480 x"},
        {"GRUU in a dialog", Circumstance::Gruu, false, gruu_in_dialog, "404 x"},
        {"gr in the user", Circumstance::Gruu, false, {.uri = "sip:bob;gr@example.com"}, "404 x"},
        {"re-INVITE", Circumstance::DialogDestroyed, true, kReinvite, "404 x"},
        {"INVITE", Circumstance::DialogDestroyed, false, kInvite, "404 x"},
        {"re-INVITE", Circumstance::SessionGoesOn, true, kReinvite, "488 x"},
        {"re-INVITE", Circumstance::SessionGoesOn, true, kReinvite, "401 x"},
        {"re-INVITE", Circumstance::SessionGoesOn, true, kReinvite, "407 x"},
        {"re-INVITE", Circumstance::SessionGoesOn, true, kReinvite, "487 x"},
        {"re-INVITE", Circumstance::SessionGoesOn, true, kReinvite, "491 x"},
        {"INVITE", Circumstance::SessionGoesOn, false, kInvite, "488 x"},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(std::string(test.what) + " " + test.status + " " +
                     std::to_string(static_cast<int>(test.circumstance)));
        Hop hop;
        hop.see(write(test.request));
        hop.see(write_response(test.status, test.request, test.headers));
        const auto code = static_cast<std::uint16_t>(std::stoi(test.status));
        ASSERT_NE(knowledge::find_variant(test.circumstance, code), nullptr);
        EXPECT_EQ(shows(hop.verdict(), test.circumstance, code), test.holds);
    }
}

TEST(Verdict, every_circumstance_has_one_rule) {
    std::vector<int> rules(static_cast<std::size_t>(Circumstance::SessionGoesOn) + 1);
    for (const CircumstanceRule &rule : circumstance_rules()) {
        ++rules.at(static_cast<std::size_t>(rule.circumstance));
    }
    EXPECT_EQ(rules, std::vector<int>(rules.size(), 1));
}

TEST(Verdict, a_branch_is_at_most_a_note) {
    const struct {
        const char *status;
        const char *originator, *branch; // severity and finding
    } cases[] = {
        {"404 x", "warn not_found_in_domain", "note not_found_in_domain"},
        {"604 x", "warn does_not_exist_anywhere", "note does_not_exist_anywhere"},
        {"486 x", "note request_failed", "note request_failed"},
        {"401 x", "chat normal_procedure", "chat normal_procedure"},
    };
    const Request originator{.vias = {"SIP/2.0/UDP a;branch=z9hG4bKa"}};
    const Request branch{
        .vias = {"SIP/2.0/UDP b;branch=z9hG4bKb", "SIP/2.0/UDP a;branch=z9hG4bKa"}};
    for (const auto &test : cases) {
        SCOPED_TRACE(test.status);
        Hop hop;
        hop.see(write(originator));
        hop.see(write(branch));
        hop.see(write_response(test.status, branch));
        EXPECT_TRUE(describe(hop.verdict()).ends_with(test.branch)) << describe(hop.verdict());
        hop.see(write_response(test.status, originator));
        EXPECT_TRUE(describe(hop.verdict()).ends_with(test.originator)) << describe(hop.verdict());
    }
}

TEST(Verdict, references) {
    const struct {
        Request request;
        const char *status;
        Lines headers;
        const char *expected; // the first one: that of the latest circumstance's own rule
        const char *also;
    } cases[] = {
        {kInvite, "404 x", {}, "RFC 3261 21.4.5", "RFC 3261 21.4.5"},
        {kInvite, "604 x", {}, "RFC 3261 21.6.3", "RFC 3261 21.6.3"},
        {kBye, "401 x", {}, "RFC 3261 15.1.1", "RFC 3261 21.4.2"},
        {kBye, "407 x", {}, "RFC 3261 15.1.1", "RFC 3261 21.4.8"},
        {kBye, "481 x", {}, "RFC 3261 15.1.1", "RFC 3261 21.4.19"},
        {kReinvite, "404 x", {}, "RFC 5057 5.1", "RFC 3261 21.4.5"},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.status);
        Hop hop;
        hop.see(write(test.request));
        hop.see(write_response(test.status, test.request, test.headers));
        const auto references = hop.verdict().references;
        ASSERT_FALSE(references.empty());
        EXPECT_STREQ(references.front(), test.expected);
        EXPECT_NE(joined(references).find(test.also), std::string::npos) << joined(references);
        for (std::size_t i = 0; i < references.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                EXPECT_STRNE(references[i], references[j]);
            }
        }
    }
}

TEST(Verdict, retry_after) {
    const struct {
        const char *status, *header;
        std::optional<std::uint32_t> seconds;
        std::optional<std::int64_t> not_before_s; // the response comes at second 2
    } cases[] = {
        {"503 x", "Retry-After: 5", 5, 7},
        {"404 x", "Retry-After: 18000;duration=3600", 18000, 18002},
        {"413 x", "Retry-After:120 (I'm in a meeting)", 120, 122},
        {"480 x", "Retry-After: 0", 0, 2},
        {"486 x", "retry-after: 1 ", 1, 3},
        {"500 x", "Retry-After: 4294967295", 4294967295U, 4294967297},
        {"600 x", "Retry-After: 1", 1, 3},
        {"603 x", "Retry-After: 1", 1, 3},
        // where RFC 3261 20.33 does not define it, it is shown but not reckoned with
        {"604 x", "Retry-After: 1", 1, std::nullopt},
        {"504 x", "Retry-After: 1", 1, std::nullopt},
        {"487 x", "Retry-After: 1", 1, std::nullopt},
        {"503 x", "Retry-After: soon", std::nullopt, std::nullopt},
        {"503 x", "X: y", std::nullopt, std::nullopt},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(std::string(test.status) + test.header);
        Hop hop;
        hop.see(write(kInvite));
        hop.see(write_response(test.status, kInvite, {test.header}));
        EXPECT_EQ(hop.verdict().retry_after, test.seconds);
        ASSERT_EQ(hop.verdict().not_before_ns.has_value(), test.not_before_s.has_value());
        if (test.not_before_s) {
            EXPECT_EQ(hop.verdict().not_before_ns, *test.not_before_s * 1'000'000'000);
        }
    }
}

TEST(Verdict, reasons) {
    Hop hop;
    hop.see(write_response("404 x", kInvite,
                           {"Reason: Q.850;cause=1;text=\"Unallocated \\\"x\\\"\";location=LN, "
                            "sip;cause=404;text=\"\"",
                            "Reason: ;cause=7", "Reason: STIR;text=\"a, b\"",
                            "Reason: FOO;cause=\"9\""}));
    const struct {
        std::string_view protocol;
        std::optional<std::uint32_t> cause;
        bool named;
        std::string_view text, location;
    } expected[] = {
        {"Q.850", 1, true, "Unallocated \"x\"", "LN"},
        {"sip", 404, true, "", ""},
        {"STIR", std::nullopt, false, "a, b", ""},
        {"FOO", 9, false, "", ""},
    };
    const auto reasons = hop.verdict().reasons;
    ASSERT_EQ(reasons.size(), std::size(expected));
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ(or_empty(reasons[i].protocol), expected[i].protocol);
        EXPECT_EQ(reasons[i].cause, expected[i].cause);
        EXPECT_EQ(reasons[i].name != nullptr, expected[i].named);
        EXPECT_EQ(or_empty(reasons[i].text), expected[i].text);
        EXPECT_EQ(or_empty(reasons[i].location), expected[i].location);
    }
}

TEST(Verdict, target) {
    // clang-format off
    const struct {
        const char *what;
        Request request;
        bool captured;
        const char *uri; // nullptr: unknown
    } cases[] = {
        {"Request-URI", {.uri = "sip:carol@example.net"}, true, "sip:carol@example.net"},
         {"not captured", {.uri = "sip:carol@example.net"}, false, nullptr},
         {"REGISTER: To", {.method = "REGISTER", .uri = "sip:example.net"}, true,
         "sip:bob@example.com"},
         {"REGISTER not captured: To of the response",
         {.method = "REGISTER", .uri = "sip:example.net"}, false, "sip:bob@example.com"},
        {"REGISTER without To", {.method = "REGISTER", .to = ""}, true, nullptr},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Hop hop;
        if (test.captured) {
            hop.see(write(test.request));
        }
        hop.see(write_response("404 x", test.request));
        ASSERT_EQ(hop.verdict().target != nullptr, test.uri != nullptr);
        if (test.uri != nullptr) {
            EXPECT_STREQ(hop.verdict().target->uri, test.uri);
        }
    }
}

TEST(Verdict, what_cannot_be_told) {
    const std::string whole = write_response("404 x", kInvite);
    // clang-format off
    const struct {
        const char *what;
        bool request;
        std::string response;
        std::vector<const char *> expected; // a word of each
    } cases[] = {
        {"all known", true, whole, {}},
         {"no request", false, whole, {"No request with this branch"}},
         {"cut in its headers", true, whole.substr(0, whole.size() - 2), {"blank line"}},
         {"both", false, whole.substr(0, whole.size() - 2),
         {"No request with this branch", "blank line"}},
         {"no Via", true, "SIP/2.0 404 x\r\nCall-ID: one@192.0.2.1\r\nCSeq: 1 INVITE\r\n\r\n",
         {"Via, Call-ID or CSeq"}},
        {"all that can be unreadable", true,
         "SIP/2.0 404 x\r\nCall-ID: one@192.0.2.1\r\nno colon\r\nCSeq: x\r\nContent-Length: y\r\n",
         {"Via, Call-ID or CSeq", "header line", "blank line", "The CSeq", "Content-Length is no"}},
        {"body cut short", true, write_response("404 x", kInvite, {"Content-Length: 9"}, "short"),
         {"body is shorter"}},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Hop hop;
        if (test.request) {
            hop.see(write(kInvite));
        }
        hop.see(test.response);
        const auto unknown = hop.verdict().cannot_tell;
        ASSERT_EQ(unknown.size(), test.expected.size());
        for (std::size_t i = 0; i < unknown.size(); ++i) {
            EXPECT_NE(std::strstr(unknown[i], test.expected[i]), nullptr) << unknown[i];
        }
    }
}

TEST(Verdict, summary) {
    // clang-format off
    const struct {
        Request request;
        const char *status, *summary, *retry_words;
    } cases[] = {
        {kInvite, "604 Wire phrase", "604 Does Not Exist Anywhere, global, do not retry",
         "do not retry"},
        {kInvite, "404 x",
         "404 Not Found, domain scope, retry with a corrected target, or elsewhere",
         "with a corrected target, or elsewhere"},
        {kRegister, "401 x", "401 Unauthorized, challenge, retry with credentials",
         "with credentials"},
        {kInvite, "487 x", "487 Request Terminated, cancelled, nothing to retry",
         "nothing to retry"},
        {kInvite, "302 x", "302 Moved Temporarily, redirection, retry as the answer says",
         "as the answer says"},
        {kInvite, "408 x",
         "408 Request Timeout, server scope, retry unchanged, or later, or elsewhere",
         "unchanged, or later, or elsewhere"},
        {kOptions, "404 x", "404 Not Found, probe, retry with a corrected target, or elsewhere",
         "with a corrected target, or elsewhere"},
        {kBye, "481 x", "481 Call/Transaction Does Not Exist, harmless, nothing to retry",
         "nothing to retry"},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.status);
        Hop hop;
        hop.see(write(test.request));
        hop.see(write_response(test.status, test.request));
        EXPECT_STREQ(hop.verdict().summary, test.summary);
        EXPECT_STREQ(hop.verdict().retry_words, test.retry_words);
    }
}

TEST(Verdict, words_of_the_method) {
    for (const Request &request :
         {kInvite, kReinvite, kRegister, kMessage, Request{.method = "FOO"}}) {
        SCOPED_TRACE(request.method);
        Hop hop;
        hop.see(write(request));
        hop.see(write_response("404 x", request));
        const knowledge::MethodInfo &method = knowledge::method_info(request.method);
        EXPECT_STREQ(hop.verdict().procedure,
                     request.to == kInDialog ? method.procedure_in_dialog : method.procedure);
        EXPECT_TRUE(std::string(hop.verdict().next_message).starts_with(method.after_failure));
    }
}

TEST(Verdict, context) {
    const Lines two_vias = {"SIP/2.0/UDP b;branch=z9hG4bKb", "SIP/2.0/UDP a;branch=z9hG4bKa"};
    // clang-format off
    const struct {
        const char *what;
        Request request;
        Lines headers; // of the response
        Protection protection;
        const char *direction, *security, *evidence, *access, *icid;
    } cases[] = {
        {"ordinary SIP", {}, {}, Protection::None, "unknown", "none", "", "", ""},
        {"TLS proves no direction", {}, {}, Protection::Tls, "unknown", "tls", "", "", ""},
        {"UE to P-CSCF",
         {.headers = {"Security-Verify: ipsec-3gpp",
         "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2620100010000001"}}, {},
         Protection::Esp, "network-to-ue", "esp",
         "P-Access-Network-Info|ipsec-3gpp security agreement",
         "3GPP-E-UTRAN-FDD, cell 2620100010000001", ""},
        {"a UE tells its own access", {.headers = {"P-Access-Network-Info: 3GPP-NR"}}, {},
         Protection::Esp, "network-to-ue", "esp", "P-Access-Network-Info", "3GPP-NR", ""},
        {"a B2BUA may pass that on", {.headers = {"P-Access-Network-Info: 3GPP-NR"}}, {},
         Protection::None, "unknown", "none", "P-Access-Network-Info", "3GPP-NR", ""},
        {"behind a hop", {.headers = {"P-Access-Network-Info: 3GPP-NR"}, .vias = two_vias}, {},
         Protection::None, "unknown", "none", "P-Access-Network-Info", "3GPP-NR", ""},
        {"the network tells it",
         {.headers = {"P-Access-Network-Info: 3GPP-NR;network-provided"}}, {}, Protection::Esp,
         "unknown", "esp", "P-Access-Network-Info", "3GPP-NR", ""},
        {"a B2BUA of the network",
         {.headers = {"P-Access-Network-Info: 3GPP-NR", "P-Charging-Vector: icid-value=a"}}, {},
         Protection::Esp, "unknown", "esp", "P-Access-Network-Info|P-Charging-Vector", "3GPP-NR",
         "a"},
        {"ESP between nodes of the network",
         {.headers = {"P-Charging-Vector: icid-value=a"}, .vias = two_vias}, {}, Protection::Esp,
         "unknown", "esp", "P-Charging-Vector", "", "a"},
        {"P-CSCF to UE", {.headers = {"P-Called-Party-ID: <sip:b@h>"}, .vias = two_vias}, {},
         Protection::Esp, "ue-to-network", "esp", "P-Called-Party-ID", "", ""},
        {"the same without ESP",
         {.headers = {"P-Called-Party-ID: <sip:b@h>"}, .vias = two_vias}, {}, Protection::None,
         "unknown", "none", "P-Called-Party-ID", "", ""},
        {"the same without a sign of IMS", {.vias = two_vias}, {}, Protection::Esp, "unknown",
         "esp", "", "", ""},
        {"Security-Verify behind a hop", {.headers = {"Security-Verify: tls"}, .vias = two_vias},
         {}, Protection::None, "unknown", "none", "", "", ""},
        {"inside a network", {.headers = {"P-Charging-Function-Addresses: ccf=c"}}, {},
         Protection::None, "network-internal", "none", "P-Charging-Function-Addresses", "", ""},
        {"the same by the response", {}, {"P-Charging-Function-Addresses: ccf=c"}, Protection::None,
         "network-internal", "none", "P-Charging-Function-Addresses", "", ""},
        {"the caller's access goes first", {.headers = {"P-Access-Network-Info: 3GPP-NR"}},
         {"P-Access-Network-Info: 3GPP-GERAN;cgi-3gpp=26201"}, Protection::None, "unknown", "none",
         "P-Access-Network-Info", "3GPP-NR", ""},
        {"else that of the response", {},
         {"P-Access-Network-Info: 3GPP-GERAN; cgi-3gpp=\"26201\", IEEE-802.11"}, Protection::None,
         "unknown", "none", "P-Access-Network-Info", "3GPP-GERAN, cell 26201", ""},
        {"icid", {.headers = {"P-Charging-Vector: icid-value=\"a\""}},
         {"P-Charging-Vector: icid-value=b"}, Protection::None, "unknown", "none",
         "P-Charging-Vector", "", "a"},
        {"icid of the response", {}, {"P-Charging-Vector: icid-value=b"}, Protection::None,
         "unknown", "none", "P-Charging-Vector", "", "b"},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Hop hop;
        hop.see(write(test.request), test.protection);
        hop.see(write_response("404 x", test.request, test.headers), test.protection);
        const Context &context = hop.verdict().context;
        EXPECT_STREQ(token(context.direction), test.direction);
        EXPECT_STREQ(token(context.protection), test.security);
        EXPECT_EQ(joined(context.ims_evidence), test.evidence);
        EXPECT_EQ(or_empty(context.access), test.access);
        EXPECT_EQ(or_empty(context.icid), test.icid);
    }
}

} // namespace
} // namespace imsfail::diagnosis
