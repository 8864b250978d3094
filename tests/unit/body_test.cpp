// imsfail: tests of the bodies of a message
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"
#include "sip/body.h"

#include <gtest/gtest.h>

namespace imsfail::sip {
namespace {

constexpr std::string_view kNone = "(none)";

// The application/sdp body of a message with this Content-Type and body.
std::string sdp_of(const std::string &content_type, const std::string &body) {
    const std::string bytes =
        test::message("SIP/2.0 488 x", {"Content-Type: " + content_type}, body);
    const sip::Message message = test::scan_headers(bytes);
    return std::string(find_body(message, "application/sdp").value_or(kNone));
}

std::string part(const std::string &type, const std::string &content) {
    return "Content-Type: " + type + "\r\n\r\n" + content;
}

TEST(Bodies, single) {
    EXPECT_EQ(sdp_of("application/sdp", "v=0\r\n"), "v=0\r\n");
    EXPECT_EQ(sdp_of("Application/SDP ; charset=utf-8", "v=0"), "v=0");
    EXPECT_EQ(sdp_of("application/sdp", ""), "");
    EXPECT_EQ(sdp_of("application/sdpx", "v=0"), kNone);
    EXPECT_EQ(sdp_of("application/xml", "application/sdp"), kNone);
    EXPECT_EQ(sdp_of("", "v=0"), kNone);
    EXPECT_FALSE(find_body(test::scan_headers("SIP/2.0 404 x\r\n\r\n"), "application/sdp"));
}

TEST(Bodies, parts) {
    const std::string sdp = part("application/sdp", "v=0\r\ns=-");
    const std::string xml = part("application/3gpp-ims+xml", "<a/>");
    const std::string type = "multipart/mixed;boundary=b1";
    EXPECT_EQ(sdp_of(type, "--b1\r\n" + xml + "\r\n--b1\r\n" + sdp + "\r\n--b1--\r\n"),
              "v=0\r\ns=-");
    EXPECT_EQ(sdp_of(type, "--b1\r\n" + sdp + "\r\n--b1\r\n" + sdp + "2\r\n--b1--"), "v=0\r\ns=-");
    EXPECT_EQ(sdp_of(type, "--b1\r\n" + xml + "\r\n--b1--"), kNone);
    EXPECT_EQ(sdp_of("multipart/mixed; start=x; boundary=\"b 1\"",
                     "--b 1  \r\n" + sdp + "\r\n--b 1-- \r\n"),
              "v=0\r\ns=-");
    // Before the first delimiter and behind the last one stands nothing that counts.
    EXPECT_EQ(sdp_of(type, sdp + "\r\n--b1\r\n" + xml + "\r\n--b1--\r\n" + sdp), kNone);
    EXPECT_EQ(sdp_of(type, "\r\n--b1\r\n" + xml + "\r\n--b1--\r\n--b1\r\n" + sdp), kNone);
    // A boundary that another one begins with.
    EXPECT_EQ(sdp_of(type, "--b1\r\n" + part("text/plain", "x\r\n--b12\r\n" + sdp) + "\r\n--b1--"),
              kNone);
    EXPECT_EQ(sdp_of(type, "--b1\n\n\n--b1\ncontent-type : APPLICATION/sdp\n\nv=0\n--b1--\n"),
              "v=0");
}

TEST(Bodies, headers_of_a_part) {
    const std::string type = "multipart/mixed;boundary=b";
    EXPECT_EQ(sdp_of(type,
                     "--b\r\nContent-Disposition: session\r\nContent-Type:\r\n"
                     " application/sdp;\r\n charset=x\r\nContent-ID: <a>\r\n\r\nv=0\r\n--b--"),
              "v=0");
    // Without any, the type is text/plain (RFC 2046 5.1).
    EXPECT_EQ(sdp_of(type, "--b\r\n\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--"), kNone);
    // Without an empty line behind them.
    EXPECT_EQ(sdp_of(type, "--b\r\nContent-Type: application/sdp\r\nv=0\r\n--b--"), "v=0");
    EXPECT_EQ(sdp_of(type, "--b\r\nContent-Type: application/sdp\r\n--b--"), "");
    EXPECT_EQ(sdp_of(type, "--b\r\nContent-Type"), kNone);
}

TEST(Bodies, nested) {
    const std::string inner = "--in\r\n" + part("text/plain", "x") + "\r\n--in\r\n" +
                              part("application/sdp", "v=0") + "\r\n--in--";
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=out",
                     "--out\r\n" + part("multipart/alternative;boundary=in", inner) +
                         "\r\n--out\r\n" + part("text/html", "y") + "\r\n--out--"),
              "v=0");
}

TEST(Bodies, broken_boundaries) {
    const std::string sdp = part("application/sdp", "v=0");
    const std::string body = "preamble\r\n--right\r\n" + sdp + "\r\n--right--\r\n";
    EXPECT_EQ(sdp_of("multipart/mixed", body), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary", body), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=", body), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=\"never closed", body), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=wrong", body), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=right", "--right\r\n" + sdp), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=right", "--right\r\n" + sdp + "\r\n--righ"),
              "v=0\r\n--righ");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=right", ""), kNone);
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=right", "--right"), kNone);
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=right", "--right--"), kNone);
    EXPECT_EQ(sdp_of("multipart/mixed", "--\r\n" + sdp + "\r\n--\r\n"), kNone);
}

TEST(Bodies, many_parts) {
    const auto parts = [](std::size_t count) {
        std::string body;
        for (std::size_t i = 0; i < count; ++i) {
            body += "--b\r\n" + part("text/plain", "x") + "\r\n";
        }
        return body + "--b\r\n" + part("application/sdp", "v=0") + "\r\n--b--";
    };
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b", parts(kMaxBodyParts - 1)), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b", parts(kMaxBodyParts)), kNone);
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b", parts(100'000)), kNone);
}

TEST(Bodies, deep_nesting) {
    std::string body;
    for (int i = 0; i < 10'000; ++i) {
        const std::string boundary = std::to_string(i);
        body += "--" + boundary +
                "\r\nContent-Type: multipart/mixed;boundary=" + std::to_string(i + 1) + "\r\n\r\n";
    }
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=0", body), kNone);
    // One boundary for all of them.
    std::string same;
    for (int i = 0; i < 10'000; ++i) {
        same += "--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n";
    }
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b", same), kNone);
}

} // namespace
} // namespace imsfail::sip
