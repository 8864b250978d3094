// imsfail: SIP messages for the unit tests
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"

namespace imsfail::test {
namespace {

/// The headers that a request and its responses share, Via first.
Lines shared_headers(const Request &request) {
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

} // namespace

std::string message(std::string_view start_line, const Lines &headers, std::string_view body) {
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

sip::Message scan_headers(const std::string &bytes) {
    sip::Message scanned;
    scanned.scan(bytes);
    return scanned;
}

std::string write(const Request &request) {
    Lines lines = shared_headers(request);
    lines.push_back("Max-Forwards: " + request.max_forwards);
    lines.insert(lines.end(), request.headers.begin(), request.headers.end());
    return message(request.method + " " + request.uri + " SIP/2.0", lines, request.body);
}

std::string write_response(std::string_view status, const Request &request, const Lines &headers,
                           std::string_view body) {
    Lines lines = shared_headers(request);
    lines.insert(lines.end(), headers.begin(), headers.end());
    return message("SIP/2.0 " + std::string(status), lines, body);
}

} // namespace imsfail::test
