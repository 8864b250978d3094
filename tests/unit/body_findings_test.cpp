// imsfail: tests of the findings from bodies and Reason headers: each shows, and stays silent by
// its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"
#include "found.h"
#include "messages.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using test::Lines;
using test::Request;
using test::write;
using test::write_response;

// An analysis that is given message after message, 100 ms apart, over one hop.
class Capture {
  public:
    const MessageRecord &see(const std::string &bytes) {
        const std::string_view candidate = bytes;
        ++frame_;
        const MessageRecord *const record = analysis_.observe(
            test::sighting(frame_, frame_ * 100 * test::kMillisecond), {&candidate, 1});
        EXPECT_NE(record, nullptr) << bytes;
        return *record;
    }

    /// The request, then its answer: the findings on the answer that are tested here.
    std::string fail(const Request &request, std::string_view status, const Lines &headers = {},
                     std::string_view body = {}) {
        see(write(request));
        return found(see(write_response(status, request, headers, body)));
    }

    static std::string found(const MessageRecord &record) {
        std::string all;
        for (const char *const id : {"emergency_redirected", "restoration_ordered",
                                     "media_rejected", "precondition_failed", "reason_conflict"}) {
            if (const Found *const found = test::find_on(record, id)) {
                all += (all.empty() ? "" : " | ") +
                       test::in_words(*found->rule, found->severity, found->text) + ": " +
                       found->text;
            }
        }
        return all;
    }

  private:
    Analysis analysis_;
    std::uint32_t frame_ = 0;
};

std::string fail(const Request &request, std::string_view status, const Lines &headers = {},
                 std::string_view body = {}) {
    return Capture().fail(request, status, headers, body);
}

// --- orders by 3GPP IMS XML ---

const std::string kXmlType = "Content-Type: application/3gpp-ims+xml";
const std::string kAsserted = "P-Asserted-Identity: <sip:term@p.example.com:5060;lr>";

std::string order(const std::string &type, const std::string &action) {
    return "<ims-3gpp version=\"1\"><alternative-service><type>" + type +
           "</type><reason>why</reason><action>" + action +
           "</action></alternative-service></ims-3gpp>";
}

const std::string kEmergency = order("emergency", "emergency-registration");
const std::string kRestoration = order("restoration", "initial-registration");

TEST(BodyFindings, emergency_redirected) {
    const std::string unchecked = "P-Asserted-Identity cannot be checked: no Path of this "
                                  "user's present registration is seen";
    EXPECT_EQ(fail({}, "380 x", {kXmlType, kAsserted}, kEmergency),
              "emergency_redirected:note: To be made as an emergency call; " + unchecked +
                  "; action emergency-registration; reason: why");
    EXPECT_EQ(fail({}, "380 x", {kXmlType}, order("emergency", "")),
              "emergency_redirected:note: To be made as an emergency call; P-Asserted-Identity, by "
              "which a UE can tell its own P-CSCF or S-CSCF, is missing; reason: why");
    EXPECT_EQ(fail({}, "380 x", {kXmlType, kAsserted, "Contact: <urn:service:sos.fire>"},
                   "<ims-3gpp><alternate-service><type><emergency/></type></alternate-service>"
                   "</ims-3gpp>"),
              "emergency_redirected:note: To be made as an emergency call as "
              "urn:service:sos.fire; " +
                  unchecked);
    const std::string multipart = "--b\r\n" + kXmlType + "\r\nContent-Disposition: render\r\n\r\n" +
                                  kEmergency + "\r\n--b--\r\n";
    EXPECT_NE(fail({}, "380 x", {"Content-Type: multipart/mixed;boundary=b"}, multipart), "");
}

TEST(BodyFindings, emergency_redirected_stays_silent) {
    EXPECT_EQ(fail({}, "380 x", {kAsserted}), "");
    EXPECT_EQ(fail({}, "380 x", {"Content-Type: text/xml"}, kEmergency), "");
    EXPECT_EQ(fail({}, "380 x", {kXmlType}, kRestoration), "");
    EXPECT_EQ(fail({}, "380 x", {kXmlType}, order("other", "emergency-registration")), "");
    EXPECT_EQ(fail({}, "504 x", {kXmlType}, kEmergency), "");
    EXPECT_EQ(fail({}, "302 x", {kXmlType}, kEmergency), "");
    EXPECT_EQ(fail({}, "380 x", {kXmlType}, "<!DOCTYPE a []>" + kEmergency), "");
}

TEST(BodyFindings, restoration_ordered) {
    EXPECT_EQ(fail({}, "504 x", {kXmlType}, kRestoration),
              "restoration_ordered:note: The UE is to register anew; P-Asserted-Identity, by which "
              "a UE can tell its own P-CSCF or S-CSCF, is missing; action initial-registration; "
              "reason: why");
    EXPECT_EQ(fail({}, "504 x", {kXmlType}, order("restoration", "")), "");
    EXPECT_EQ(fail({}, "504 x", {kXmlType}, order("", "initial-registration")), "");
    EXPECT_EQ(fail({}, "504 x"), "");
    EXPECT_EQ(fail({}, "500 x", {kXmlType}, kRestoration), "");
}

TEST(BodyFindings, asserted_identity_against_the_registration) {
    const Request registration{.method = "REGISTER",
                               .uri = "sip:example.com",
                               .to = "<sip:alice@example.com>",
                               .vias = {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKr"},
                               .call_id = "r"};
    const auto after = [&](const Lines &registered, const Request &request, const Lines &answer) {
        Capture capture;
        capture.see(write(registration));
        Lines all = registered;
        all.push_back("Contact: <sip:alice@192.0.2.1>");
        capture.see(write_response("200 OK", registration, all));
        const std::string found = capture.fail(request, "504 x", answer, kRestoration);
        return found.substr(0, found.find("; action"));
    };
    const std::string start = "restoration_ordered:note: The UE is to register anew; ";
    const std::string same = start + "P-Asserted-Identity is in Path or Service-Route of frame 2";
    const std::string other =
        start + "P-Asserted-Identity is not in Path or Service-Route of frame 2";
    const std::string unknown = start + "P-Asserted-Identity cannot be checked: no Path of this "
                                        "user's present registration is seen";
    const std::string anonymous =
        start + "the caller is anonymous here: P-Asserted-Identity cannot be checked";
    const std::string hidden = "<sip:anonymous@anonymous.invalid>;tag=a";
    const Lines answer = {kXmlType, kAsserted};
    const std::string path = "Path: <sip:x@q.example.com;lr>, <sip:term@P.example.com:5060;lr;ob>";
    EXPECT_EQ(after({path}, {}, answer), same);
    EXPECT_EQ(after({"Service-Route: <sip:term@p.example.com:5060>"}, {}, answer), same);
    EXPECT_EQ(after({"Path: <sip:term@p.example.com:5061>"}, {}, answer), other);
    EXPECT_EQ(after({"Path: <sip:orig@p.example.com:5060>"}, {}, answer), other);
    EXPECT_EQ(after({}, {}, answer), unknown);
    EXPECT_EQ(after({path}, {.from = "<sip:carol@example.com>;tag=a"}, answer), unknown);
    EXPECT_EQ(after({path, "P-Associated-URI: <sip:alice@example.com>, <tel:+12025550101>"},
                    {.from = "<tel:+12025550101>;tag=a"}, answer),
              same);
    EXPECT_EQ(after({path}, {.from = hidden}, answer), anonymous);
    EXPECT_EQ(after({path},
                    {.headers = {"P-Preferred-Identity: <sip:alice@example.com>"}, .from = hidden},
                    answer),
              same);
    EXPECT_EQ(after({path},
                    {.headers = {"P-Asserted-Identity: <sip:carol@example.com>"}, .from = hidden},
                    answer),
              unknown);
}

TEST(BodyFindings, what_a_damaged_order_leaves_open) {
    const auto last_gap = [](std::string_view status, const std::string &body) {
        Capture capture;
        capture.see(write(Request{}));
        const MessageRecord &record = capture.see(write_response(status, {}, {kXmlType}, body));
        const auto gaps = record.verdict->cannot_tell;
        return gaps.empty() ? std::string() : std::string(gaps.back());
    };
    const std::string damaged = "The 3GPP IMS XML body is damaged, too large or declares a "
                                "document type: what it orders may be missing here.";
    EXPECT_EQ(last_gap("380 x", kEmergency), "");
    EXPECT_EQ(last_gap("380 x", kEmergency.substr(0, 80)), damaged);
    EXPECT_EQ(last_gap("504 x", ""), damaged);
    EXPECT_EQ(last_gap("504 x", std::string(1'000'000, '<')), damaged);
    EXPECT_EQ(last_gap("488 x", "<"), "");
    // What was read before the damage counts.
    EXPECT_NE(fail({}, "380 x", {kXmlType}, kEmergency.substr(0, 80)), "");
}

// --- media ---

const std::string kSdpType = "Content-Type: application/sdp";
const std::string kOffer = "v=0\r\nm=audio 1 RTP/AVP 104 105 8 99\r\na=rtpmap:104 AMR/8000\r\n"
                           "a=rtpmap:105 AMR/8000\r\nm=video 0 RTP/AVP 34\r\n";

Request offering(std::string_view sdp) {
    return {.headers = {kSdpType}, .body = sdp};
}

TEST(BodyFindings, media_rejected) {
    EXPECT_EQ(fail(offering(kOffer), "488 x"),
              "media_rejected:warn: Not accepted: audio AMR, PCMA, payload type 99");
    EXPECT_EQ(
        fail(offering(kOffer), "606 x",
             {"Warning: 305 p.example.com \"Incompatible \\\"media\\\"\", 370 p \"x\"", kSdpType},
             "m=audio 0 RTP/AVP 0\r\n"),
        "media_rejected:warn: Not accepted: audio AMR, PCMA, payload type 99; "
        "Warning 305 Incompatible \"media\"; the answer names audio PCMU");
    EXPECT_EQ(fail(offering("nothing"), "488 x"),
              "media_rejected:warn: The offered session is not accepted");
    EXPECT_EQ(fail(offering(""), "488 x"),
              "media_rejected:warn: The offered session is not accepted");
    Request in_dialog = offering(kOffer);
    in_dialog.to += ";tag=b";
    EXPECT_EQ(fail(in_dialog, "488 x"),
              "media_rejected:note: Not accepted: audio AMR, PCMA, payload type 99");
    std::string long_offer = "m=audio 1 RTP/AVP";
    for (int i = 0; i < 30; ++i) {
        long_offer += " \xC3\xBC\xC3\xBC\xC3\xBC" + std::to_string(i);
    }
    const std::string found = fail(offering(long_offer), "488 x", {"Warning: 399 - \"w\""});
    EXPECT_NE(found.find("...; Warning 399 w"), std::string::npos) << found;
}

TEST(BodyFindings, media_rejected_stays_silent) {
    EXPECT_EQ(fail(offering(kOffer), "415 x"), "");
    EXPECT_EQ(fail(offering(kOffer), "486 x"), "");
    EXPECT_EQ(fail({}, "488 x"), "");
    EXPECT_EQ(fail({}, "488 x", {kSdpType}, kOffer), "");
    Request options = offering(kOffer);
    options.method = "OPTIONS";
    EXPECT_EQ(fail(options, "488 x"), "");
    // without its request
    EXPECT_EQ(Capture::found(Capture().see(write_response("488 x", offering(kOffer)))), "");
    // on a branch, and again at the caller
    Capture fork;
    Request branch = offering(kOffer);
    branch.vias.insert(branch.vias.begin(), "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK2");
    fork.see(write(offering(kOffer)));
    EXPECT_EQ(fork.fail(branch, "488 x"), "");
    EXPECT_NE(Capture::found(fork.see(write_response("488 x", offering(kOffer)))), "");
    EXPECT_EQ(Capture::found(fork.see(write_response("488 x", offering(kOffer)))), "");
}

// The offer of a request is dropped with its final response.
TEST(BodyFindings, a_second_final_has_no_offer) {
    Capture capture;
    EXPECT_NE(capture.fail(offering(kOffer), "486 x", {"Reason: Q.850;cause=1"}), "");
    EXPECT_EQ(Capture::found(capture.see(write_response("488 x", offering(kOffer)))),
              "media_rejected:warn: The offered session is not accepted");
}

// --- preconditions ---

const std::string kDemands = "m=audio 1 RTP/AVP 0\r\na=curr:qos local none\r\n"
                             "a=curr:qos remote sendrecv\r\na=des:qos mandatory local sendrecv\r\n"
                             "a=des:qos mandatory remote sendrecv\r\n"
                             "a=des:qos optional e2e send\r\n";

TEST(BodyFindings, precondition_failed) {
    EXPECT_EQ(fail(offering(kDemands), "580 x", {kSdpType},
                   "m=audio 0 RTP/AVP 0\r\na=des:qos failure local sendrecv\r\n"
                   "a=des:foo unknown e2e send\r\na=des:qos mandatory remote send\r\n"),
              "precondition_failed:warn: Not met, as the 580 says: audio qos local sendrecv, audio "
              "foo e2e send (not known there); local is the side of who sent the 580");
    EXPECT_EQ(fail(offering(kDemands), "580 x"),
              "precondition_failed:warn: The 580 does not say what was not met; the offer demands "
              "audio qos local sendrecv (now none); local is the side of who sent the offer");
    EXPECT_EQ(fail(offering("m=audio 1 RTP/AVP 0\r\na=des:qos mandatory e2e send\r\n"), "580 x"),
              "precondition_failed:warn: The 580 does not say what was not met; the offer demands "
              "audio qos e2e send (now none)");
    for (const std::string_view met :
         {"a=curr:qos e2e send\r\na=des:qos mandatory e2e send\r\n",
          "a=curr:qos e2e sendrecv\r\na=des:qos mandatory e2e recv\r\n",
          "a=des:qos mandatory e2e none\r\n", "a=des:qos none e2e sendrecv\r\n"}) {
        EXPECT_EQ(fail(offering("m=audio 1 RTP/AVP 0\r\n" + std::string(met)), "580 x"),
                  "precondition_failed:warn: No session description here says which precondition "
                  "was not met");
    }
    Request update = offering(kDemands);
    update.method = "UPDATE";
    update.to += ";tag=b";
    EXPECT_EQ(fail(update, "580 x").substr(0, 24), "precondition_failed:note");
    EXPECT_EQ(fail(offering(kDemands), "500 x"), "");
}

TEST(BodyFindings, precondition_failed_by_cancel_or_bye) {
    const std::string said = "precondition_failed:warn: Reason SIP;cause=580: the call is given up "
                             "because a precondition was not met; which one is not said here "
                             "(RFC 3312)";
    const auto cancel = [](const std::string &reason) {
        Capture capture;
        capture.see(write(Request{}));
        capture.see(write_response("180 x", {}));
        return Capture::found(
            capture.see(write({.method = "CANCEL", .headers = {"Reason: " + reason}})));
    };
    EXPECT_EQ(cancel("Q.850;cause=16, sip ; cause = 580"), said);
    EXPECT_EQ(cancel("SIP;cause=200"), "");
    EXPECT_EQ(cancel("Q.850;cause=580"), "");
    const Request bye{.method = "BYE",
                      .to = "<sip:bob@example.com>;tag=b",
                      .headers = {"Reason: SIP;cause=580"},
                      .vias = {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb"},
                      .cseq = "3"};
    EXPECT_EQ(Capture::found(Capture().see(write(bye))), said);
    Request message = bye;
    message.method = "MESSAGE";
    EXPECT_EQ(Capture::found(Capture().see(write(message))), "");

    // The 580 itself has said it.
    Capture capture;
    capture.see(write(Request{}));
    capture.see(write_response("183 x", {.to = "<sip:bob@example.com>;tag=b"}));
    EXPECT_NE(capture.fail({.method = "UPDATE",
                            .to = "<sip:bob@example.com>;tag=b",
                            .vias = {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKu"},
                            .cseq = "2"},
                           "580 x"),
              "");
    EXPECT_EQ(Capture::found(
                  capture.see(write({.method = "CANCEL", .headers = {"Reason: SIP;cause=580"}}))),
              "");

    // A CANCEL of a proxy on a branch, and one whose INVITE was not captured.
    Capture fork;
    Request branch;
    branch.vias.insert(branch.vias.begin(), "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK2");
    fork.see(write(Request{}));
    fork.see(write(branch));
    EXPECT_EQ(Capture::found(fork.see(write({.method = "CANCEL",
                                             .headers = {"Reason: SIP;cause=580"},
                                             .vias = {branch.vias.front()}}))),
              "");
    EXPECT_EQ(Capture::found(
                  Capture().see(write({.method = "CANCEL", .headers = {"Reason: SIP;cause=580"}}))),
              "");
}

// --- Reason and status ---

TEST(BodyFindings, reason_conflict) {
    const auto conflicts = [](int code, const std::string &reason) {
        const std::string found = fail({}, std::to_string(code) + " x", {"Reason: " + reason});
        EXPECT_TRUE(found.empty() || found.starts_with("reason_conflict:note: ")) << found;
        return !found.empty();
    };
    for (const int code : {404, 410, 484, 485, 604}) {
        for (const int cause : {17, 18, 19}) {
            EXPECT_TRUE(conflicts(code, "Q.850;cause=" + std::to_string(cause)));
        }
        for (const int cause : {1, 2, 3, 16, 20, 21, 22, 26, 28, 31, 127}) {
            EXPECT_FALSE(conflicts(code, "Q.850;cause=" + std::to_string(cause)));
        }
    }
    for (const int code : {486, 600}) {
        for (const int cause : {1, 28}) {
            EXPECT_TRUE(conflicts(code, "Q.850;cause=" + std::to_string(cause)));
        }
        for (const int cause : {16, 17, 18, 19, 20, 21, 34, 127}) {
            EXPECT_FALSE(conflicts(code, "Q.850;cause=" + std::to_string(cause)));
        }
    }
    for (const int code : {400, 403, 408, 480, 488, 500, 503, 603, 606, 607}) {
        for (const int cause : {1, 17, 18, 19, 28}) {
            EXPECT_FALSE(conflicts(code, "Q.850;cause=" + std::to_string(cause)));
        }
    }
    EXPECT_FALSE(conflicts(404, "SIP;cause=17"));
    EXPECT_FALSE(conflicts(404, "Preemption;cause=17"));
    EXPECT_FALSE(conflicts(404, "Q.850"));
    EXPECT_TRUE(conflicts(404, "SIP;cause=404, q.850;cause=17;location=LN"));
    EXPECT_EQ(fail({}, "404 x", {"Reason: Q.850;cause=18"}),
              "reason_conflict:note: Q.850 cause 18 (No user responding) says that the user was "
              "found, the status the opposite; the cause is commonly the true one (RFC 6432 3)");
    // An answer that is no failure says nothing that could be contradicted.
    EXPECT_EQ(fail({.method = "OPTIONS"}, "404 x", {"Reason: Q.850;cause=17"}), "");
}

} // namespace
} // namespace imsfail::diagnosis
