// imsfail: SIP messages for the unit tests
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace imsfail::test {

using Lines = std::vector<std::string>;

inline constexpr std::string_view kSdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";

/// Start line and header lines, each ended by CRLF, the blank line and the body.
inline std::string message(std::string_view start_line, const Lines &headers,
                           std::string_view body = {}) {
    std::string text(start_line);
    text += "\r\n";
    for (const std::string &line : headers) {
        text += line;
        text += "\r\n";
    }
    text += "\r\n";
    text += body;
    return text;
}

/// A message of these header lines alone, for what is read from single headers.
inline sip::Message scan_headers(const std::string &bytes) {
    sip::Message scanned;
    scanned.scan(bytes);
    return scanned;
}

/// What a test says of a request; all else is the same in every test.
struct Request {
    std::string method = "INVITE";
    std::string uri = "sip:bob@example.com";
    std::string to = "<sip:bob@example.com>";
    Lines headers = {};
    std::string_view body = {};
    Lines vias = {"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1"};
    std::string max_forwards = "70";
    std::string cseq = "1";
    std::string call_id = "one@192.0.2.1";
    std::string from = "<sip:alice@example.com>;tag=a";
};

/// The headers that a request and its responses share, Via first.
inline Lines shared_headers(const Request &request) {
    Lines lines;
    for (const std::string &via : request.vias) {
        lines.push_back("Via: " + via);
    }
    lines.push_back("From: " + request.from);
    lines.push_back("To: " + request.to);
    lines.push_back("Call-ID: " + request.call_id);
    lines.push_back("CSeq: " + request.cseq + " " + request.method);
    return lines;
}

inline std::string write(const Request &request) {
    Lines lines = shared_headers(request);
    lines.push_back("Max-Forwards: " + request.max_forwards);
    lines.insert(lines.end(), request.headers.begin(), request.headers.end());
    return message(request.method + " " + request.uri + " SIP/2.0", lines, request.body);
}

/// A response to `request`, such as write_response("404 Not Found", request).
inline std::string write_response(std::string_view status, const Request &request,
                                  const Lines &headers = {}, std::string_view body = {}) {
    Lines lines = shared_headers(request);
    lines.insert(lines.end(), headers.begin(), headers.end());
    return message("SIP/2.0 " + std::string(status), lines, body);
}

} // namespace imsfail::test
