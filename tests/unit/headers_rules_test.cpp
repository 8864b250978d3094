// imsfail: tests of the rules about single messages: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis.h"
#include "findings_check.h"
#include "messages.h"
#include "sightings.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace imsfail::diagnosis {
namespace {

using test::check;
using test::Request;
using test::text_of;
using test::Trace;

TEST(HeadersRules, companion_header_missing) {
    const struct {
        const char *code;
        const char *header;
        const char *method;
        const char *severity;
    } cases[] = {
        {"300", "Contact:<sip:c>", "INVITE", "note"},
        {"301", "Contact:<sip:c>", "INVITE", "note"},
        {"302", "Contact:<sip:c>", "INVITE", "note"},
        {"305", "Contact:<sip:c>", "INVITE", "note"},
        {"401", "WWW-Authenticate:Digest", "INVITE", "warn"},
        {"405", "Allow:INVITE", "INVITE", "warn"},
        {"407", "Proxy-Authenticate:Digest", "INVITE", "warn"},
        {"415", "Accept:application/sdp", "INVITE", "warn"},
        {"415", "Accept-Encoding:gzip", "INVITE", "warn"},
        {"415", "Accept-Language:en", "INVITE", "warn"},
        {"420", "Unsupported:timer", "INVITE", "warn"},
        {"421", "Require:timer", "INVITE", "warn"},
        {"422", "Min-SE:90", "INVITE", "warn"},
        {"423", "Min-Expires:60", "REGISTER", "warn"},
        {"424", "Geolocation-Error:100", "INVITE", "warn"},
        {"425", "AlertMsg-Error:100", "INVITE", "warn"},
        {"469", "Recv-Info:x", "INFO", "warn"},
        {"485", "Contact:<sip:c>", "INVITE", "note"},
        {"494", "Security-Server:ipsec-3gpp", "INVITE", "warn"},
        {"608", "Call-Info:<sip:c>", "INVITE", "note"},
    };
    for (const auto &test : cases) {
        const std::string request = std::string("0 a>p ") + test.method + " A 1 x/\n";
        const std::string response =
            std::string("0.1 p>a ") + test.code + ":" + test.method + " A 1 x/b";
        const std::string expected = std::string("companion_header_missing:") + test.severity;
        EXPECT_EQ(test::findings_on(Trace(request + response), 2).words, expected) << test.code;
        EXPECT_EQ(test::findings_on(Trace(request + response + " +" + test.header), 2).words, "")
            << test.code << " " << test.header;
        EXPECT_EQ(test::findings_on(Trace(request + response + " +Warning:399"), 2).words, expected)
            << test.code;
    }
    EXPECT_EQ(text_of(Trace("0 a>p INVITE A 1 x/\n0.1 p>a 420:INVITE A 1 x/b"), 2),
              "420 without Unsupported, the extensions to leave out (RFC 3261 21.4.15)");
}

TEST(HeadersRules, companion_header_missing_is_told_once) {
    check({
        {"on the hop nearest the caller", R"(
            0   a>p INVITE     A  1 x/
            0.1 p>b INVITE     BA 1 x/
            0.2 b>p 420:INVITE BA 1 x/b
            0.2 p>b ACK        B  1 x/b
            0.3 p>a 420:INVITE A  1 x/b | companion_header_missing:warn
            0.3 a>p ACK        A  1 x/b
            0.8 p>a 420:INVITE A  1 x/b)"},
        {"near: an empty Allow says that no method would do", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 405:INVITE A 1 x/b +Allow:)"},
        {"near: to a CANCEL", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 100:INVITE A 1 x/
            0.2 a>p CANCEL     A 1 x/
            0.3 p>a 405:CANCEL A 1 x/b)"},
    });
}

// A message that ends within its headers, in its own Analysis.
std::string findings_of_cut(std::string bytes, std::size_t cut) {
    bytes.resize(bytes.size() - cut);
    Analysis analysis;
    const std::string_view candidate = bytes;
    const MessageRecord *const record = analysis.observe(test::sighting(1, 0), {&candidate, 1});
    std::string ids;
    for (const Found *found = record->findings; found != nullptr; found = found->next) {
        ids += std::string(found->rule->id) + " ";
    }
    return ids;
}

// The same message without some of its headers.
std::string without(const std::string &bytes, std::initializer_list<const char *> headers) {
    std::string rest = bytes;
    for (const char *const header : headers) {
        const auto at = rest.find(std::string("\r\n") + header + ":");
        EXPECT_NE(at, std::string::npos) << header;
        rest.erase(at, rest.find("\r\n", at + 2) - at);
    }
    return rest;
}

TEST(HeadersRules, mandatory_header_missing) {
    Request tagged;
    tagged.to += ";tag=b";
    const std::string response = test::write_response("404 x", tagged);
    for (const char *const header : {"Via", "From", "To", "Call-ID", "CSeq"}) {
        EXPECT_NE(findings_of_cut(without(response, {header}), 0).find("mandatory_header_missing"),
                  std::string::npos)
            << header;
        // Cut before the blank line, the header may only be missing from the capture.
        EXPECT_EQ(findings_of_cut(without(response, {header}), 2).find("mandatory_header_missing"),
                  std::string::npos)
            << header;
    }
    EXPECT_EQ(findings_of_cut(response, 0), "not_found_in_domain ");
    const std::string request = test::write(Request{});
    for (const char *const header : {"Via", "From", "To", "Call-ID"}) {
        EXPECT_EQ(findings_of_cut(without(request, {header}), 0), "mandatory_header_missing ")
            << header;
        EXPECT_EQ(findings_of_cut(without(request, {header}), 2), "") << header;
    }
    EXPECT_EQ(findings_of_cut(request, 0), "");
}

TEST(HeadersRules, mandatory_header_missing_in_words) {
    Analysis analysis;
    const std::string bytes =
        without(test::write_response("404 x", Request{}), {"From", "To", "Call-ID"});
    const std::string_view candidate = bytes;
    const MessageRecord *const record = analysis.observe(test::sighting(1, 0), {&candidate, 1});
    EXPECT_STREQ(test::find_on(*record, "mandatory_header_missing")->text,
                 "No From, To and Call-ID: every message must have Via, From, To, Call-ID and CSeq "
                 "(RFC 3261 8.1.1, 8.2.6.2)");
}

TEST(HeadersRules, without_max_forwards) {
    const auto found_on = [](const std::string &request, std::string_view status) {
        Analysis analysis;
        const std::string_view first = request;
        const std::string answer = test::write_response(status, Request{});
        const std::string_view second = answer;
        analysis.observe(test::sighting(1, 0), {&first, 1});
        const MessageRecord *const record =
            analysis.observe(test::sighting(2, test::kMillisecond), {&second, 1});
        const Found *const found = test::find_on(*record, "mandatory_header_missing");
        return found == nullptr ? std::string() : std::string(found->text);
    };
    const std::string request = test::write(Request{});
    const std::string bare = without(request, {"Max-Forwards"});
    EXPECT_EQ(found_on(bare, "404 x"),
              "The request has no Max-Forwards, so nothing would end it if "
              "it went in a circle (RFC 3261 8.1.1.6)");
    EXPECT_EQ(found_on(request, "404 x"), "");
    EXPECT_EQ(found_on(bare, "200 x"), "") << "a request that succeeds harms nobody";
    EXPECT_EQ(found_on(bare, "401 x"), "") << "a challenge is no failure";
    EXPECT_EQ(found_on(bare.substr(0, bare.size() - 2), "404 x"), "") << "cut short";
}

TEST(HeadersRules, mandatory_header_missing_is_told_once) {
    for (const std::string &whole :
         {test::write(Request{}), test::write_response("404 x", Request{})}) {
        const std::string bytes = without(whole, {"Call-ID"});
        const std::string_view candidate = bytes;
        Analysis analysis;
        std::string frames;
        for (std::uint32_t frame = 1; frame <= 3; ++frame) {
            const auto *const record =
                analysis.observe(test::sighting(frame, frame * test::kSecond), {&candidate, 1});
            frames += test::find_on(*record, "mandatory_header_missing") != nullptr
                          ? std::to_string(frame)
                          : "";
        }
        EXPECT_EQ(frames, "1") << whole;
    }
}

TEST(HeadersRules, to_tag_missing) {
    check({
        {"of any final from 300 on", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 486:INVITE A 1 x/ | to_tag_missing:warn
            0.1 a>p ACK        A 1 x/)"},
        {"an element older than RFC 3261", R"(
            0   a>p INVITE     A 1 /
            0.1 p>a 486:INVITE A 1 / | to_tag_missing:note)"},
        {"near: a tag", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 486:INVITE A 1 x/b)"},
        {"near: provisional and successful", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 180:INVITE A 1 x/
            0.2 p>a 200:INVITE A 1 x/)"},
        {"near: a CANCEL is answered by the hop", R"(
            0   a>p CANCEL     A 1 x/
            0.1 p>a 481:CANCEL A 1 x/)"},
    });
    const std::string_view tag = ";tag=b";
    const std::string last_is_to =
        test::message("SIP/2.0 486 x", {"Via: SIP/2.0/UDP h;branch=z9hG4bK1", "Call-ID: 1",
                                        "CSeq: 1 INVITE", "From: <sip:alice@example.com>;tag=a",
                                        "To: <sip:bob@example.com>" + std::string(tag)});
    EXPECT_EQ(findings_of_cut(last_is_to, tag.size() + 4).find("to_tag_missing"), std::string::npos)
        << "cut short before the tag";
}

TEST(HeadersRules, registrar_global_failure) {
    check({
        {"no registrar may", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 603:REGISTER A 1 x/b | registrar_global_failure:error)"},
        {"600 in IMS: no S-CSCF", R"(
            0   a>p REGISTER     A 1 x/ ims
            0.1 p>a 600:REGISTER A 1 x/b | registrar_global_failure:note)"},
        {"by an I-CSCF", R"(
            0   a>p REGISTER     A 1 x/
            0.1 p>a 604:REGISTER A 1 x/b +Response-Source:<urn:3gpp:fe:i-cscf.orig> | registrar_global_failure:note)"},
        {"another 6xx in IMS", R"(
            0   a>p REGISTER     A 1 x/ ims
            0.1 p>a 604:REGISTER A 1 x/b | registrar_global_failure:error)"},
        {"near: 5xx, and other methods", R"(
            0   a>p REGISTER      A 1 x/
            0.1 p>a 500:REGISTER  A 1 x/b
            1   a>p SUBSCRIBE     B 1 y/ id=2
            1.1 p>a 603:SUBSCRIBE B 1 y/b id=2)"},
    });
}

TEST(HeadersRules, codes_that_do_not_fit_the_method) {
    check({
        {"408 to a request other than INVITE", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 408:MESSAGE A 1 x/b | timeout_for_non_invite:note)"},
        {"near: to INVITE and CANCEL", R"(
            0   a>p INVITE     A 1 x/
            0.1 p>a 100:INVITE A 1 x/
            0.2 a>p CANCEL     A 1 x/
            0.3 p>a 408:CANCEL A 1 x/b
            0.4 p>a 408:INVITE A 1 x/b)"},
        {"604 to MESSAGE", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 604:MESSAGE A 1 x/b | message_global_failure:note)"},
        {"near: another 6xx, another method", R"(
            0   a>p MESSAGE     A 1 x/
            0.1 p>a 603:MESSAGE A 1 x/b
            1   a>p INVITE      B 1 y/ id=2
            1.1 p>a 604:INVITE  B 1 y/b id=2)"},
    });
}

TEST(ImsRules, third_party_registration_failed) {
    const auto words = [](const std::string &from, const std::string &to,
                          const std::string &status) {
        Request request;
        request.method = "REGISTER";
        request.from = "<" + from + ">;tag=x";
        request.to = "<" + to + ">";
        Analysis analysis;
        const std::string bytes = test::write(request);
        const std::string answer = test::write_response(status, request);
        const std::string_view first = bytes;
        const std::string_view second = answer;
        analysis.observe(test::sighting(1, 0), {&first, 1});
        const MessageRecord *const record =
            analysis.observe(test::sighting(2, test::kMillisecond), {&second, 1});
        const Found *const found = test::find_on(*record, "third_party_registration_failed");
        return found == nullptr ? std::string() : std::string(found->text);
    };
    const std::string cscf = "sip:scscf.example.com:6060";
    EXPECT_EQ(words(cscf, "sip:bob@example.com", "403 x"),
              "Likely a third-party registration: scscf.example.com tells an application server "
              "that sip:bob@example.com is registered, and is refused; an inference from its From, "
              "which names no user");
    EXPECT_EQ(words("sip:bob@example.com", "sip:bob@example.com", "403 x"), "") << "his own";
    EXPECT_EQ(words("sip:alice@example.com", "sip:bob@example.com", "403 x"), "") << "a secretary";
    EXPECT_EQ(words(cscf, "sip:bob@example.com", "401 x"), "") << "a challenge is no refusal";
    EXPECT_EQ(words(cscf, cscf, "403 x"), "") << "for nobody";
    EXPECT_EQ(words(cscf, "tel:+442079460101", "500 x").empty(), false);
}

} // namespace
} // namespace imsfail::diagnosis
