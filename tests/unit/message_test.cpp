// imsfail: tests of the message scanner (RFC 3261 7, RFC 4475)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"

#include <gtest/gtest.h>

#include <map>

namespace imsfail::sip {
namespace {

TEST(MessageScanner, request_lines) {
    // clang-format off
    const struct {
        std::string_view line, method, uri;
    } cases[] = {
        {"INVITE sip:bob@example.com SIP/2.0", "INVITE", "sip:bob@example.com"},
        {"invite sip:bob@example.com sip/2.0", "invite", "sip:bob@example.com"},
        {"NEWMETHOD tel:+1 SIP/2.0", "NEWMETHOD", "tel:+1"},
        {"!interesting-Method0123456789_*+`.%indeed'~ sip:a@h SIP/2.0",
         "!interesting-Method0123456789_*+`.%indeed'~", "sip:a@h"},
        {"INVITE  sip:a@h\tSIP/2.0 ", "INVITE", "sip:a@h"}, // odd spacing
        {"INVITE sip:a@h; lr SIP/2.0", "INVITE", "sip:a@h; lr"},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.line);
        for (const std::string_view end : {"\r\n\r\n", "\n\n", "\r\n", "\n", ""}) {
            const std::string bytes = std::string(test.line) + std::string(end);
            Message message;
            ASSERT_TRUE(message.scan(bytes));
            EXPECT_TRUE(message.is_request());
            EXPECT_EQ(message.method(), test.method);
            EXPECT_EQ(message.request_uri(), test.uri);
            EXPECT_EQ(message.status(), 0);
            EXPECT_EQ(message.phrase(), "");
        }
    }
}

TEST(MessageScanner, status_lines) {
    // clang-format off
    const struct {
        std::string_view line;
        std::uint16_t status;
        std::string_view phrase;
    } cases[] = {
        {"SIP/2.0 404 Not Found", 404, "Not Found"}, {"sip/2.0 100 Trying", 100, "Trying"},
         {"SIP/2.0 699 ", 699, ""}, {"SIP/2.0 604", 604, ""}, {"SIP/2.0  404  x ", 404, "x"},
         {"SIP/2.0\t404\tx", 404, "x"},
         {"SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE", 200, "= 2**3 * 5**2 \xD0\xBD\xD0\xBE"},
    };
    // clang-format on
    for (const auto &test : cases) {
        SCOPED_TRACE(test.line);
        Message message;
        ASSERT_TRUE(message.scan(test.line));
        EXPECT_FALSE(message.is_request());
        EXPECT_EQ(message.status(), test.status);
        EXPECT_EQ(message.phrase(), test.phrase);
        EXPECT_EQ(message.method(), "");
        EXPECT_EQ(message.request_uri(), "");
    }
}

TEST(MessageScanner, no_message) {
    const std::string_view cases[] = {
        "",
        "\r\n",
        "\r\nSIP/2.0 404 x",
        "SIP/2.0",
        "SIP/2.0 ",
        "SIP/2.0404 x",
        "SIP/2.0 99 x",
        "SIP/2.0 099 x",
        "SIP/2.0 700 x",
        "SIP/2.0 1000 x",
        "SIP/2.0 4x4 x",
        "SIP/2.0 -04 x",
        "SIP/2.1 404 x",
        "SIP/3.0 404 x",
        "HTTP/1.1 404 Not Found",
        "INVITE sip:a@h SIP/3.0",
        "INVITE sip:a@h HTTP/1.1",
        "INVITE sip:a@hSIP/2.0",
        "INVITE SIP/2.0",
        "INVITE  SIP/2.0",
        " SIP/2.0",
        "INV\"ITE sip:a@h SIP/2.0",
        "\xFFNVITE sip:a@h SIP/2.0",
        "INVITE sip:a@h",
        "a=rtpmap:0 PCMU/8000",
        std::string_view("\0\0\0\0", 4),
    };
    for (const std::string_view bytes : cases) {
        SCOPED_TRACE(bytes);
        Message message;
        // What an earlier message left must be gone.
        ASSERT_TRUE(message.scan("INVITE sip:a@h SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n"));
        EXPECT_FALSE(message.scan(bytes));
        EXPECT_EQ(message.size(), 0U);
        EXPECT_EQ(message.method(), "");
        EXPECT_FALSE(message.cseq());
        EXPECT_FALSE(message.has(Header::CSeq));
    }
}

TEST(MessageScanner, header_lines) {
    const struct {
        std::string_view headers; // from behind the start line to the end
        Header header;
        std::string_view expected; // all fields, joined by "|"
    } cases[] = {
        {"Call-ID: a\r\n\r\n", Header::CallId, "a"},
        {"Call-ID: a\n\n", Header::CallId, "a"},
        {"CALL-id\t :\t a \r\n\r\n", Header::CallId, "a"},
        {"i:a\r\n\r\n", Header::CallId, "a"},
        {"i:\r\n\r\n", Header::CallId, ""},
        {"Via: a\r\nv: b\r\nVia: c, d\r\n\r\n", Header::Via, "a|b|c, d"},
        {"Via: a\r\nX: y\r\n\r\nVia: body\r\n", Header::Via, "a"},
        {"Via: a\nX: y\n\nVia: body\n", Header::Via, "a"},
        {"Via: a\r\n\tb\r\n c\r\nX: y\r\n\r\n", Header::Via, "a\r\n\tb\r\n c"},
        {"Via:\r\n a\r\n\r\n", Header::Via, "a"},
        {"Via: a\n b\n\n", Header::Via, "a\n b"},
        {"Via: a\r\n \r\nTo: b\r\n\r\n", Header::To, "b"}, // a fold of nothing ends no header
        {"Via: a: b\r\n\r\n", Header::Via, "a: b"},
        {"Reason: SIP;text=\"a: b\"\r\n\r\n", Header::Reason, "SIP;text=\"a: b\""},
        {"garbage\r\nVia: a\r\n\r\n", Header::Via, "a"},
        {": empty\r\nVia: a\r\n\r\n", Header::Via, "a"},
        {"Via: \xFF\xFE\r\n\r\n", Header::Via, "\xFF\xFE"},
        {"Subject: x\r\n y: z\r\nVia: a\r\n\r\n", Header::Via, "a"},
        {"Subject: x\r\n Via: not\r\n\r\n", Header::Via, ""}, // a fold is no header
        // missing end
        {"Via: a", Header::Via, "a"},
        {"Via: a\r", Header::Via, "a"},
        {"Via: a\r\n", Header::Via, "a"},
        {"Via: a\r\n ", Header::Via, "a"},
        {"Via", Header::Via, ""},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.headers);
        const std::string bytes = "SIP/2.0 404 x\r\n" + std::string(test.headers);
        Message message;
        ASSERT_TRUE(message.scan(bytes));
        std::string all;
        message.for_each(test.header, [&all](std::string_view value) {
            all += (all.empty() ? "" : "|") + std::string(value);
        });
        EXPECT_EQ(all, test.expected);
        EXPECT_EQ(message.first(test.header), test.expected.substr(0, test.expected.find('|')));
    }
}

TEST(MessageScanner, single_values_in_order) {
    const std::string bytes =
        "SIP/2.0 404 x\r\nVia: a;b=\"1,2\", c\r\nTo: t\r\nv: ,d,\r\n e\r\n\r\n";
    Message message;
    ASSERT_TRUE(message.scan(bytes));
    std::string values;
    message.for_each_value(
        Header::Via, [&values](std::string_view value) { values += std::string(value) + "|"; });
    EXPECT_EQ(values, "a;b=\"1,2\"|c|d|e|");
    EXPECT_TRUE(message.has(Header::To));
    EXPECT_FALSE(message.has(Header::From));
    EXPECT_EQ(message.first(Header::From), "");
}

TEST(MessageScanner, brief_stops_where_a_message_can_be_placed) {
    const std::string headers =
        "Via: v\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nFrom: f\r\nTo: t\r\nRequire: r\r\n\r\n";
    const struct {
        std::string_view start;
        bool reads_on;
    } cases[] = {
        {"SIP/2.0 100 x", false},         {"SIP/2.0 101 x", true}, {"SIP/2.0 299 x", true},
        {"ACK sip:a@h SIP/2.0", false},   {"SIP/2.0 300 x", true}, {"SIP/2.0 604 x", true},
        {"INVITE sip:a@h SIP/2.0", true},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.start);
        const std::string bytes = std::string(test.start) + "\r\n" + headers;
        Message message;
        ASSERT_TRUE(message.scan(bytes, true));
        EXPECT_EQ(message.has(Header::Require), test.reads_on);
        EXPECT_EQ(message.first(Header::From), "f");
        EXPECT_TRUE(message.cseq());
        ASSERT_TRUE(message.scan(bytes));
        EXPECT_TRUE(message.has(Header::Require));
    }
}

TEST(MessageScanner, cseq) {
    const struct {
        std::string_view value;
        std::optional<std::uint32_t> number;
        std::string_view method;
    } cases[] = {
        {"1 INVITE", 1, "INVITE"},
        {"0009\t\r\n INVITE", 9, "INVITE"},
        {"4294967295 x", 4294967295U, "x"},
        {"4294967296 INVITE", std::nullopt, "INVITE"},
        {"36893488147419103232 REGISTER", std::nullopt, "REGISTER"}, // RFC 4475 3.1.2.4
        {"INVITE", std::nullopt, ""},
        {"1", std::nullopt, ""},
        {"1INVITE", std::nullopt, ""},
        {"-1 INVITE", std::nullopt, ""},
        {"1 \"INVITE\"", std::nullopt, ""},
        {"", std::nullopt, ""},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.value);
        const auto cseq = parse_cseq(test.value);
        ASSERT_EQ(cseq.has_value(), test.number.has_value());
        const std::string bytes = "SIP/2.0 404 x\r\nCSeq: " + std::string(test.value) + "\r\n\r\n";
        Message message;
        ASSERT_TRUE(message.scan(bytes));
        EXPECT_EQ(message.has_problem(Problem::BadCSeq), !test.number);
        EXPECT_EQ(message.method(), test.method);
        if (cseq) {
            EXPECT_EQ(cseq->number, test.number);
            EXPECT_EQ(cseq->method, test.method);
        }
    }
}

TEST(MessageScanner, body_and_size) {
    const struct {
        std::string_view headers, rest; // behind the start line; behind the blank line
        std::string_view body;
        std::map<Problem, bool> problems;
    } cases[] = {
        {"l: 3\r\n\r\n", "abcSIP/2.0 404 next", "abc", {}},
        {"Content-Length:0\r\n\r\n", "next", "", {}},
        {"Content-Length: 3\n\n", "abcd", "abc", {}},
        {"X: y\r\n\r\n", "to the end", "to the end", {}},
        {"l: 5\r\n\r\n", "abc", "abc", {{Problem::BodyCutShort, true}}},
        {"l: x\r\n\r\n", "abc", "abc", {{Problem::BadContentLength, true}}},
        {"l: -1\r\n\r\n", "abc", "abc", {{Problem::BadContentLength, true}}},
        {"l:\r\n\r\n", "abc", "abc", {{Problem::BadContentLength, true}}},
        {"l: 99999999999\r\n\r\n", "abc", "abc", {{Problem::BadContentLength, true}}},
        {"l: 0\r\n", "", "", {{Problem::NoBlankLine, true}}},
        {"l: 3\r\n", "", "", {{Problem::NoBlankLine, true}, {Problem::BodyCutShort, true}}},
        {"", "", "", {{Problem::NoBlankLine, true}}},
        {"garbage\r\n\r\n", "", "", {{Problem::HeaderWithoutColon, true}}},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.headers);
        const std::string head = "SIP/2.0 404 x\r\n" + std::string(test.headers);
        const std::string bytes = head + std::string(test.rest);
        Message message;
        ASSERT_TRUE(message.scan(bytes));
        EXPECT_EQ(message.body(), test.body);
        EXPECT_EQ(message.size(), head.size() + test.body.size());
        for (std::size_t i = 0; i < kProblemCount; ++i) {
            const auto problem = static_cast<Problem>(i);
            EXPECT_EQ(message.has_problem(problem), test.problems.contains(problem)) << i;
        }
    }
}

TEST(MessageScanner, a_scan_forgets_the_message_before) {
    Message message;
    ASSERT_TRUE(message.scan("INVITE sip:a@h SIP/2.0\r\nVia: a\r\nVia: b\r\nbad\r\nl: 9\r\n\r\nx"));
    ASSERT_TRUE(message.problems().any());
    ASSERT_TRUE(message.scan("SIP/2.0 404 x\r\nVia: c\r\n\r\n"));
    EXPECT_FALSE(message.is_request());
    EXPECT_EQ(message.request_uri(), "");
    EXPECT_TRUE(message.problems().none());
    std::string vias;
    message.for_each(Header::Via, [&vias](std::string_view value) { vias += value; });
    EXPECT_EQ(vias, "c");
}

TEST(MessageScan, has_value) {
    Message message;
    ASSERT_TRUE(
        message.scan("OPTIONS sip:a SIP/2.0\r\nRequire: 100rel, Timer\r\nRequire:path\r\n\r\n"));
    for (const char *const token : {"100rel", "timer", "PATH"}) {
        EXPECT_TRUE(message.has_value(Header::Require, token)) << token;
    }
    for (const char *const token : {"", "100", "100rel, Timer", "gruu"}) {
        EXPECT_FALSE(message.has_value(Header::Require, token)) << token;
    }
    EXPECT_FALSE(message.has_value(Header::Supported, "path"));
}

} // namespace
} // namespace imsfail::sip
