// imsfail: tests of placing messages into transactions (RFC 3261 17)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "model/session.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::model {
namespace {

using test::kSecond;
using test::Request;
using test::sighting;
using test::write;
using test::write_response;

// Feeds messages to a session, one a frame, and shows where they were placed.
class SessionTest : public testing::Test {
  protected:
    // Frame numbers count the messages, from 1; a frame a second.
    Placement observe(const std::string &bytes) {
        ++frame_;
        EXPECT_TRUE(message_.scan(bytes)) << bytes;
        return session_.observe(sighting(frame_, frame_ * kSecond), message_);
    }
    // Frame of the request that a message was placed with; 0: none.
    std::uint32_t request_of(const std::string &bytes) {
        const Placement placement = observe(bytes);
        return placement.transaction == nullptr ? 0 : placement.transaction->request_frame();
    }

    Session session_;

  private:
    sip::Message message_;
    std::uint32_t frame_ = 0;
};

Request with_via(std::string via) {
    return {.vias = {std::move(via)}};
}

TEST_F(SessionTest, a_response_belongs_to_the_request_of_its_branch) {
    // clang-format off
    const struct {
        const char *what;
        Request request, response;
        bool same;
    } cases[] = {
        {"equal", {}, {}, true},
        {"other branch", with_via("SIP/2.0/UDP h;branch=z9hG4bKa"),
         with_via("SIP/2.0/UDP h;branch=z9hG4bKb"), false},
        {"branch is the beginning of another", with_via("SIP/2.0/UDP h;branch=z9hG4bKa"),
         with_via("SIP/2.0/UDP h;branch=z9hG4bKaa"), false},
        {"other port, transport and parameters",
         with_via("SIP/2.0/UDP h:5060;branch=z9hG4bKa;rport"),
         with_via("SIP/2.0/TCP g:6000;received=192.0.2.9;rport=7;branch=z9hG4bKa"), true},
        {"branch in other case", with_via("SIP/2.0/UDP h;branch=z9hG4bKabC"),
         with_via("SIP/2.0/UDP h;BRANCH=Z9HG4BKABc"), true},
        {"spaced out", with_via("SIP/2.0/UDP h;branch=z9hG4bKa"),
         with_via("SIP / 2.0 / UDP h ; branch = z9hG4bKa"), true},
        {"folded", with_via("SIP/2.0/UDP h;branch=z9hG4bKa"),
         with_via("SIP/2.0/UDP h\r\n ;branch=z9hG4bKa"), true},
        {"comma-joined",
         {.vias = {"SIP/2.0/UDP h;branch=z9hG4bKa", "SIP/2.0/UDP g;branch=z9hG4bKb"}},
         with_via("SIP/2.0/UDP h;branch=z9hG4bKa, SIP/2.0/UDP g;branch=z9hG4bKb"), true},
        {"the top Via counts, not another",
         with_via("SIP/2.0/UDP h;branch=z9hG4bKa, SIP/2.0/UDP g;branch=z9hG4bKb"),
         with_via("SIP/2.0/UDP g;branch=z9hG4bKb"), false},
        {"other Call-ID", {.call_id = "a"}, {.call_id = "b"}, false},
        {"Call-ID in other case", {.call_id = "a"}, {.call_id = "A"}, false},
        {"other CSeq number", {.cseq = "1"}, {.cseq = "2"}, false},
        {"CSeq number with zeros", {.cseq = "1"}, {.cseq = "0001"}, true},
        {"other CSeq method", {.method = "INVITE"}, {.method = "BYE"}, false},
        {"method in other case", {.method = "INVITE"}, {.method = "Invite"}, false},
        {"other To tag", {.to = "<sip:b@h>"}, {.to = "<sip:b@h>;tag=b"}, true},
        {"other From tag", {.from = "<sip:a@h>;tag=1"}, {.from = "<sip:a@h>;tag=2"}, true},
        // without the cookie (RFC 2543): sent-by, branch and From tag together
        {"no cookie, equal", with_via("SIP/2.0/UDP h:5060;branch=1"),
         with_via("SIP/2.0/UDP h:5060;branch=1"), true},
        {"no branch, equal", with_via("SIP/2.0/UDP h"), with_via("SIP/2.0/UDP h"), true},
        {"no cookie, other branch", with_via("SIP/2.0/UDP h;branch=1"),
         with_via("SIP/2.0/UDP h;branch=2"), false},
        {"no cookie, other host", with_via("SIP/2.0/UDP h;branch=1"),
         with_via("SIP/2.0/UDP g;branch=1"), false},
        {"no cookie, received and rport added (18.2.1)", with_via("SIP/2.0/UDP h;branch=1;rport"),
         with_via("SIP/2.0/UDP H;branch=1;received=192.0.2.9;rport=6000"), true},
        {"no cookie, other From tag",
         {.vias = {"SIP/2.0/UDP h;branch=1"}, .from = "<sip:a@h>;tag=1"},
         {.vias = {"SIP/2.0/UDP h;branch=1"}, .from = "<sip:a@h>;tag=2"}, false},
        {"cookie only on one side", with_via("SIP/2.0/UDP h;branch=1"),
         with_via("SIP/2.0/UDP h;branch=z9hG4bK1"), false},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Session session;
        sip::Message message;
        const std::string request = write(test.request);
        const std::string response = write_response("404 x", test.response);
        ASSERT_TRUE(message.scan(request));
        session.observe(sighting(7), message);
        ASSERT_TRUE(message.scan(response));
        const Placement placement = session.observe(sighting(8), message);
        ASSERT_NE(placement.transaction, nullptr);
        EXPECT_EQ(placement.transaction->request_frame(), test.same ? 7U : 0U);
    }
}

TEST_F(SessionTest, branches_of_one_call_id_keep_their_own_finals) {
    const Request first = with_via("SIP/2.0/UDP p;branch=z9hG4bKone");
    const Request second = with_via("SIP/2.0/UDP p;branch=z9hG4bKtwo");
    observe(write(first));
    observe(write(second));
    EXPECT_EQ(request_of(write_response("486 x", second)), 2U);
    EXPECT_EQ(request_of(write_response("404 x", first)), 1U);
    EXPECT_EQ(
        session_.observe(sighting(0), test::scan_headers(write(first))).transaction->final.code,
        404);
    EXPECT_EQ(
        session_.observe(sighting(0), test::scan_headers(write(second))).transaction->final.code,
        486);
}

TEST_F(SessionTest, cancel_is_a_transaction_of_its_own) {
    const Request invite;
    const Request cancel{.method = "CANCEL"};
    const Placement invited = observe(write(invite));
    observe(write(cancel));
    EXPECT_EQ(request_of(write_response("200 x", cancel)), 2U);
    EXPECT_EQ(request_of(write_response("487 x", invite)), 1U);
    const Placement ack = observe(write({.method = "ACK"})); // has no response
    EXPECT_TRUE(ack.is_ack);
    EXPECT_EQ(ack.transaction, invited.transaction); // RFC 3261 17.1.1.3
}

TEST_F(SessionTest, call_ids_are_compared_to_their_end) {
    const std::string beginning(200, 'x');
    observe(write({.call_id = beginning + "a"}));
    observe(write({.call_id = beginning + "b"}));
    EXPECT_EQ(request_of(write_response("404 x", {.call_id = beginning + "b"})), 2U);
    EXPECT_EQ(request_of(write_response("404 x", {.call_id = beginning + "a"})), 1U);
}

TEST_F(SessionTest, what_cannot_be_placed) {
    const test::Lines all = {"Via: SIP/2.0/UDP h;branch=z9hG4bKa", "Call-ID: a", "CSeq: 1 INVITE"};
    for (std::size_t missing = 0; missing <= all.size(); ++missing) {
        test::Lines lines = all;
        if (missing < all.size()) {
            lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(missing));
        }
        SCOPED_TRACE(missing);
        EXPECT_EQ(observe(test::message("SIP/2.0 404 x", lines)).transaction != nullptr,
                  missing == all.size());
    }
    const test::Lines bad[] = {
        {"Via: ,", "Call-ID: a", "CSeq: 1 INVITE"},
        {"Via:", "Call-ID: a", "CSeq: 1 INVITE"},
        {"Via: SIP/2.0/UDP h", "Call-ID:", "CSeq: 1 INVITE"},
        {"Via: SIP/2.0/UDP h", "Call-ID: a", "CSeq: INVITE"},
    };
    for (const auto &lines : bad) {
        const Placement placement = observe(test::message("SIP/2.0 404 x", lines));
        EXPECT_EQ(placement.transaction, nullptr);
        EXPECT_TRUE(placement.repetition.is_first());
    }
    // A Via that cannot be read is still the same on both sides.
    const Request odd = with_via("garbage");
    const Placement request = observe(write(odd));
    EXPECT_EQ(observe(write_response("404 x", odd)).transaction, request.transaction);
}

TEST_F(SessionTest, a_response_before_its_request) {
    const Request request;
    const Placement early = observe(write_response("404 x", request));
    ASSERT_NE(early.transaction, nullptr);
    EXPECT_FALSE(early.transaction->request_captured());
    EXPECT_TRUE(early.repetition.is_first());
    EXPECT_TRUE(observe(write(request)).repetition.is_first());
    const Placement late = observe(write_response("404 x", request));
    EXPECT_EQ(late.transaction, early.transaction);
    EXPECT_EQ(late.transaction->request_frame(), 2U);
    EXPECT_EQ(late.transaction->final.frame, 1U);
    EXPECT_FALSE(late.repetition.is_first());
}

TEST_F(SessionTest, first_sightings) {
    // clang-format off
    const struct {
        const char *status; // nullptr: the request
        bool first;
        std::uint32_t final_frame;
        std::uint16_t final_code;
    } cases[] = {
        {nullptr, true, 0, 0}, {nullptr, false, 0, 0}, {"100 x", true, 0, 0}, {"180 x", true, 0, 0},
         {"404 x", true, 5, 404}, {"404 y", false, 5, 404}, {"486 x", true, 5, 404},
         {"486 x", false, 5, 404}, {"404 x", false, 5, 404}, {nullptr, false, 5, 404},
    };
    // clang-format on
    const Request request;
    for (const auto &test : cases) {
        const Placement placement =
            observe(test.status == nullptr ? write(request) : write_response(test.status, request));
        SCOPED_TRACE(test.status == nullptr ? "request" : test.status);
        EXPECT_EQ(placement.repetition.is_first(), test.first);
        EXPECT_EQ(placement.transaction->request_frame(), 1U);
        EXPECT_EQ(placement.transaction->request_time_ns(), 1'000'000'000);
        EXPECT_EQ(placement.transaction->final.frame, test.final_frame);
        EXPECT_EQ(placement.transaction->final.code, test.final_code);
    }
}

const std::string kViaA = "SIP/2.0/UDP a;branch=z9hG4bKa";
const std::string kViaB = "SIP/2.0/UDP b;branch=z9hG4bKb";
const std::string kViaC = "SIP/2.0/UDP c;branch=z9hG4bKc";
const std::string kOld = "SIP/2.0/UDP o:5060;branch=1";

TEST_F(SessionTest, parents) {
    // clang-format off
    const struct {
        const char *what;
        std::vector<Request> before;
        Request request;
        int parent; // index into `before`, -1: none
    } cases[] = {
        {"originator", {}, {.vias = {kViaA}}, -1},
        {"second Via", {{.vias = {kViaA}}}, {.vias = {kViaB, kViaA}}, 0},
        {"second Via, comma-joined", {{.vias = {kViaA}}}, {.vias = {kViaB + "," + kViaA}}, 0},
        {"second Via with received", {{.vias = {kViaA}}},
         {.vias = {kViaB, kViaA + ";received=192.0.2.9;rport=9"}}, 0},
        {"second Via without the cookie, with received", {{.vias = {kOld}}},
         {.vias = {kViaB, kOld + ";received=192.0.2.9"}}, 0},
        {"a hop not captured", {{.vias = {kViaA}}}, {.vias = {kViaC, kViaB, kViaA}}, 0},
        {"the nearest of two", {{.vias = {kViaA}}, {.vias = {kViaB, kViaA}}},
         {.vias = {kViaC, kViaB, kViaA}}, 1},
        {"none of the stack captured", {{.vias = {kViaC}}}, {.vias = {kViaB, kViaA}}, -1},
        {"other Call-ID", {{.vias = {kViaA}, .call_id = "x"}}, {.vias = {kViaB, kViaA}}, -1},
        {"other CSeq", {{.vias = {kViaA}, .cseq = "2"}}, {.vias = {kViaB, kViaA}}, -1},
        {"other method", {{.method = "CANCEL", .vias = {kViaA}}}, {.vias = {kViaB, kViaA}}, -1},
        {"its own Via twice", {}, {.vias = {kViaA, kViaA}}, -1},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Session session;
        sip::Message message;
        std::vector<const Transaction *> before;
        std::uint32_t frame = 0;
        for (const Request &request : test.before) {
            const std::string bytes = write(request);
            ASSERT_TRUE(message.scan(bytes));
            before.push_back(session.observe(sighting(++frame), message).transaction);
        }
        const std::string bytes = write(test.request);
        ASSERT_TRUE(message.scan(bytes));
        session.observe(sighting(++frame), message);
        const std::string failure = write_response("404 x", test.request);
        ASSERT_TRUE(message.scan(failure));
        const Placement placement = session.observe(sighting(++frame), message);
        EXPECT_EQ(placement.transaction->parent,
                  test.parent < 0 ? nullptr : before[static_cast<std::size_t>(test.parent)]);
    }
}

TEST_F(SessionTest, a_parent_known_only_by_its_response_is_none) {
    observe(write_response("100 x", {.vias = {kViaA}}));
    observe(write({.vias = {kViaB, kViaA}}));
    EXPECT_EQ(observe(write_response("404 x", {.vias = {kViaB, kViaA}})).transaction->parent,
              nullptr);
}

TEST_F(SessionTest, a_registration_is_never_in_a_dialog) {
    for (const std::string method : {"REGISTER", "PUBLISH"}) {
        const Request request{
            .method = method, .to = "<sip:a@example.com>;tag=1", .call_id = method};
        EXPECT_FALSE(observe(write(request)).transaction->request.in_dialog) << method;
    }
}

TEST_F(SessionTest, request_facts) {
    const std::string bytes =
        write({.method = "REGISTER",
               .uri = "sip:example.com",
               .to = "\"B\" <sip:b@example.com>",
               .headers = {"Authorization: Digest response=\"x\"", "Security-Client: ipsec-3gpp",
                           "P-Access-Network-Info: 3GPP-NR", "P-Charging-Vector: icid-value=i",
                           "P-Charging-Function-Addresses: ccf=c", "Content-Type: application/sdp"},
               .body = test::kSdp,
               .vias = {kViaA + ", " + kViaB, kViaC},
               .max_forwards = "5"});
    sip::Message message;
    ASSERT_TRUE(message.scan(bytes));
    const RequestFacts &facts =
        session_.observe(sighting(1, 0, Protection::Esp), message).transaction->request;
    EXPECT_EQ(facts.target_uri, "sip:b@example.com");
    EXPECT_EQ(facts.access, "3GPP-NR");
    EXPECT_EQ(facts.icid, "i");
    EXPECT_TRUE(facts.ims_signs[static_cast<std::size_t>(ImsSign::IpsecAgreement)]);
    EXPECT_EQ(facts.max_forwards, 5U);
    EXPECT_EQ(facts.via_count, 3U);
    EXPECT_EQ(facts.protection, Protection::Esp);
    EXPECT_FALSE(facts.in_dialog);
    EXPECT_TRUE(facts.has_credentials);
    EXPECT_TRUE(facts.has_sdp);
    EXPECT_TRUE(facts.has_security_headers);
    EXPECT_TRUE(facts.has_charging_functions);

    const RequestFacts &plain =
        observe(write({.to = "<sip:b@h>;tag=b", .max_forwards = "x"})).transaction->request;
    EXPECT_EQ(plain.target_uri, "sip:bob@example.com");
    EXPECT_EQ(plain.access, "");
    EXPECT_TRUE(plain.ims_signs.none());
    EXPECT_FALSE(plain.max_forwards);
    EXPECT_EQ(plain.via_count, 1U);
    EXPECT_EQ(plain.protection, Protection::None);
    EXPECT_TRUE(plain.in_dialog);
    EXPECT_FALSE(plain.has_credentials || plain.has_sdp || plain.has_security_headers ||
                 plain.has_charging_functions);
}

} // namespace
} // namespace imsfail::model
