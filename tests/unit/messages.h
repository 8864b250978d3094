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
std::string message(std::string_view start_line, const Lines &headers, std::string_view body = {});

/// A message of these header lines alone, for what is read from single headers.
sip::Message scan_headers(const std::string &bytes);

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

std::string write(const Request &request);

/// A response to `request`, such as write_response("404 Not Found", request).
std::string write_response(std::string_view status, const Request &request,
                           const Lines &headers = {}, std::string_view body = {});

} // namespace imsfail::test
