// imsfail: captures written as text
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>

namespace imsfail::test {
namespace {

std::string trimmed(const std::string &text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? ""
                                      : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// An offer of audio with these payload types, such as "0,8".
std::string offer_of(std::string payload_types, std::uint32_t number) {
    std::replace(payload_types.begin(), payload_types.end(), ',', ' ');
    const std::string differs = std::to_string(number);
    return "v=0\r\no=- 1 " + differs + " IN IP4 192.0.2." + differs +
           "\r\ns=-\r\nc=IN IP4 192.0.2." + differs + "\r\nt=0 0\r\nm=audio " +
           std::to_string(4000 + 2 * number) + " RTP/AVP " + payload_types + "\r\n";
}

/// Times are in seconds with at most six decimals, so that they stay exact.
std::int64_t parse_time(const std::string &seconds) {
    const auto point = seconds.find('.');
    std::string fraction = point == std::string::npos ? "" : seconds.substr(point + 1);
    fraction.resize(6, '0');
    return std::stoll(seconds) * kSecond + std::stoll(fraction) * 1000;
}

/// Writes the message that a line describes.
TraceLine parse_line(const std::string &text, std::uint32_t frame) {
    TraceLine line;
    line.text = trimmed(text);
    const auto bar = text.find('|');
    line.expected = bar == std::string::npos ? "" : trimmed(text.substr(bar + 1));
    std::istringstream words(text.substr(0, bar));
    std::string time, route, what, vias, cseq, tags;
    words >> time >> route >> what >> vias >> cseq >> tags;
    EXPECT_FALSE(tags.empty()) << text;
    std::map<std::string, std::string> options;
    Request request;
    for (std::string word; words >> word;) {
        if (word.front() == '+') {
            request.headers.push_back(word.substr(1));
            continue;
        }
        const auto equals = word.find('=');
        options[word.substr(0, equals)] =
            equals == std::string::npos ? "" : word.substr(equals + 1);
    }
    const auto option = [&options](const std::string &name, const std::string &otherwise) {
        const auto given = options.find(name);
        return given == options.end() ? otherwise : given->second;
    };
    const auto arrow = route.find('>');
    line.source = route.substr(0, arrow);
    line.destination = route.substr(arrow + 1);
    line.sighting = {
        .frame = frame,
        .time_ns = parse_time(time),
        .protection = options.contains("esp") ? model::Protection::Esp : model::Protection::None,
        .route = {.source = {.address = {}, .port = 5060},
                  .destination = {.address = {}, .port = 5060},
                  .transport =
                      options.contains("tcp") ? model::Transport::Tcp : model::Transport::Udp,
                  .carrier = static_cast<std::uint32_t>(std::stoul(option("if", "0")))}};

    line.is_icmp_error = options.contains("icmp");

    const auto colon = what.find(':');
    request.method = what.substr(colon == std::string::npos ? 0 : colon + 1);
    request.cseq = cseq;
    request.call_id = option("id", "1");
    request.uri = option("uri", "sip:bob@example.com");
    const auto slash = tags.find('/');
    const auto party = [](const std::string &user, const std::string &tag) {
        const bool has_host = user.find('@') != std::string::npos;
        return "<sip:" + user + (has_host ? "" : "@example.com") + ">" +
               (tag.empty() ? "" : ";tag=" + tag);
    };
    request.from = party(option("from", "alice"), tags.substr(0, slash));
    request.to = party(option("to", "bob"), tags.substr(slash + 1));
    request.vias.clear();
    for (const char branch : vias) {
        const std::string name(1, branch);
        request.vias.push_back("SIP/2.0/UDP " +
                               (request.vias.empty() ? option("sent-by", name) : name) +
                               ";branch=" + (options.contains("old") ? "" : "z9hG4bK") + name);
    }
    const auto add_digests = [&](const std::string &header, const std::string &nonces,
                                 const std::string &more) {
        std::istringstream all_nonces(nonces);
        std::istringstream all_realms(option("realm", "r"));
        std::string realm;
        for (std::string nonce; std::getline(all_nonces, nonce, ',');) {
            std::getline(all_realms, realm, ',');
            request.headers.push_back(header + ": Digest realm=\"" + realm + "\",nonce=\"" + nonce +
                                      "\"" + more);
        }
    };
    add_digests("Authorization", option("auth", ""),
                std::string(",response=\"0\"") + (options.contains("auts") ? ",auts=\"1\"" : ""));
    add_digests(what.starts_with("407") ? "Proxy-Authenticate" : "WWW-Authenticate",
                option("chal", ""), options.contains("stale") ? ",stale=TRUE" : "");
    if (options.contains("ra")) {
        request.headers.push_back("Retry-After: " + options["ra"]);
    }
    if (options.contains("reason")) {
        request.headers.push_back("Reason: " + options["reason"]);
    }
    if (options.contains("ims")) {
        request.headers.push_back("P-Access-Network-Info: 3GPP-NR");
    }
    std::string body;
    if (options.contains("sdp")) {
        request.headers.push_back("Content-Type: application/sdp");
        body = offer_of(options["sdp"], frame);
    } else if (options.contains("sipfrag")) {
        request.headers.push_back("Content-Type: message/sipfrag;version=2.0");
        body = "SIP/2.0 " + options["sipfrag"] + " x\r\n";
    } else {
        body.assign(std::stoul(option("body", "0")), 'x');
    }
    request.body = body;
    line.bytes = colon == std::string::npos
                     ? write(request)
                     : write_response(what.substr(0, colon) + " x", request, request.headers);
    return line;
}

/// All lines of a text that are not empty; frames are counted from 1.
std::vector<TraceLine> parse_trace(const std::string &text) {
    std::vector<TraceLine> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) {
        if (!trimmed(line).empty()) {
            lines.push_back(parse_line(line, static_cast<std::uint32_t>(lines.size()) + 1));
        }
    }
    return lines;
}

} // namespace

Trace::Trace(const std::string &text, const model::Settings &settings,
             const diagnosis::RuleChoice &choice)
    : lines_(parse_trace(text)), analysis_(settings, choice) {
    for (TraceLine &line : lines_) {
        line.sighting.route.source.address = line.source;
        line.sighting.route.destination.address = line.destination;
        const std::string_view candidate = line.bytes;
        if (line.is_icmp_error) {
            analysis_.note_unreachable(line.sighting, candidate);
            records_.push_back(&kNoRecord);
            continue;
        }
        records_.push_back(analysis_.observe(line.sighting, {&candidate, 1}));
        EXPECT_NE(records_.back(), nullptr) << line.text;
    }
}

} // namespace imsfail::test
