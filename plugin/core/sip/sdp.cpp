// imsfail: the few lines of a session description that a failure is explained with
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/sdp.h"

#include "sip/text.h"

#include <algorithm>
#include <array>

namespace imsfail::sip {

namespace {

struct StaticCodec {
    std::string_view payload;
    std::string_view name;
};

// RFC 3551 tables 4 and 5.
constexpr std::array kStaticCodecs = {
    StaticCodec{"0", "PCMU"},  StaticCodec{"3", "GSM"},    StaticCodec{"4", "G723"},
    StaticCodec{"5", "DVI4"},  StaticCodec{"6", "DVI4"},   StaticCodec{"7", "LPC"},
    StaticCodec{"8", "PCMA"},  StaticCodec{"9", "G722"},   StaticCodec{"10", "L16"},
    StaticCodec{"11", "L16"},  StaticCodec{"12", "QCELP"}, StaticCodec{"13", "CN"},
    StaticCodec{"14", "MPA"},  StaticCodec{"15", "G728"},  StaticCodec{"16", "DVI4"},
    StaticCodec{"17", "DVI4"}, StaticCodec{"18", "G729"},  StaticCodec{"25", "CelB"},
    StaticCodec{"26", "JPEG"}, StaticCodec{"28", "nv"},    StaticCodec{"31", "H261"},
    StaticCodec{"32", "MPV"},  StaticCodec{"33", "MP2T"},  StaticCodec{"34", "H263"},
};

// Cuts the next word off `rest`.
std::string_view take_word(std::string_view &rest) {
    rest = trim(rest);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
    rest.remove_prefix(word.size());
    return word;
}

bool is_rtp(const Media &media) {
    return icontains(media.protocol, "RTP/");
}

// Until a=rtpmap names them, the codecs are the payload types themselves.
Media read_media(std::string_view value) {
    Media media;
    media.type = take_word(value);
    media.port = take_word(value);
    media.protocol = take_word(value);
    for (std::string_view format = take_word(value);
         !format.empty() && media.codecs.size() < kMaxCodecs; format = take_word(value)) {
        media.codecs.push_back(format);
    }
    return media;
}

// "104 AMR-WB/16000/1"
void read_rtpmap(Media &media, std::string_view value) {
    const std::string_view payload = take_word(value);
    const std::string_view encoding = take_word(value);
    const std::string_view name = encoding.substr(0, encoding.find('/'));
    // A codec that has its name already is none of the payload types that are looked for.
    if (to_number(payload) && !name.empty()) {
        std::replace(media.codecs.begin(), media.codecs.end(), payload, name);
    }
}

void name_static_codecs(Media &media) {
    for (std::string_view &codec : media.codecs) {
        const auto *const known = std::find_if(
            kStaticCodecs.begin(), kStaticCodecs.end(),
            [codec](const StaticCodec &candidate) { return candidate.payload == codec; });
        if (known != kStaticCodecs.end()) {
            codec = known->name;
        }
    }
}

void read_precondition(Media &media, Precondition::Kind kind, std::string_view value) {
    Precondition precondition{.kind = kind};
    precondition.type = take_word(value);
    if (kind == Precondition::Kind::Desired) {
        precondition.strength = take_word(value);
    }
    precondition.status = take_word(value);
    precondition.direction = take_word(value);
    if (!precondition.direction.empty() && media.preconditions.size() < kMaxPreconditions) {
        media.preconditions.push_back(precondition);
    }
}

void read_attribute(Media &media, std::string_view attribute) {
    const std::size_t colon = attribute.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string_view name = trim(attribute.substr(0, colon));
    const std::string_view value = attribute.substr(colon + 1);
    if (iequals(name, "rtpmap") && is_rtp(media)) {
        read_rtpmap(media, value);
    } else if (iequals(name, "curr")) {
        read_precondition(media, Precondition::Kind::Current, value);
    } else if (iequals(name, "des")) {
        read_precondition(media, Precondition::Kind::Desired, value);
    } else if (iequals(name, "conf")) {
        read_precondition(media, Precondition::Kind::Confirm, value);
    }
}

// Attributes with keys, identifiers, addresses or ports, made anew for each offer: ICE (RFC 8839),
// DTLS (RFC 8122, RFC 8842), other keys (RFC 4567), the port of RTCP (RFC 3605), streams (RFC 5576,
// RFC 8830), MSRP (RFC 4975).
constexpr std::array<std::string_view, 12> kPassingAttributes = {
    "candidate",   "remote-candidates",
    "ice-ufrag",   "ice-pwd",
    "fingerprint", "tls-id",
    "key-mgmt",    "rtcp",
    "ssrc",        "ssrc-group",
    "msid",        "path",
};

std::string_view lasting_attribute(std::string_view attribute) {
    const std::string_view name = trim(attribute.substr(0, attribute.find(':')));
    if (iequals(name, "crypto")) { // "crypto:1 AES_CM_128_HMAC_SHA1_80 inline:..." (RFC 4568)
        std::string_view rest = attribute;
        take_word(rest);
        take_word(rest);
        return attribute.substr(0, attribute.size() - rest.size());
    }
    const bool passes =
        std::any_of(kPassingAttributes.begin(), kPassingAttributes.end(),
                    [name](std::string_view passing) { return iequals(name, passing); });
    return passes ? std::string_view() : attribute;
}

// What of a line stays from offer to offer; empty: nothing.
std::string lasting_part(char type, std::string_view value) {
    switch (type) {
    case 'm': { // "audio 49170 RTP/AVP 0 8"
        const std::string media(take_word(value));
        const bool is_wanted = take_word(value) != "0"; // RFC 3264 5.1
        return media + (is_wanted ? "" : " 0") + std::string(value);
    }
    case 'c': // "IN IP4 192.0.2.1"
        take_word(value);
        return std::string(take_word(value));
    case 'a':
        return std::string(lasting_attribute(value));
    case 'b':
        return std::string(value);
    default: // who offers, which version, when
        return "";
    }
}

} // namespace

std::string media_lines(std::string_view description) {
    std::string lines;
    bool has_media = false;
    while (!description.empty()) {
        const std::string_view line = take_line(description);
        if (line.size() < 2 || line[1] != '=') {
            continue;
        }
        has_media = has_media || line.front() == 'm';
        const std::string lasting = lasting_part(line.front(), line.substr(2));
        if (!lasting.empty()) {
            lines += line.front();
            lines += '=' + lasting + '\n';
        }
    }
    return has_media ? lines : "";
}

std::vector<Media> read_sdp(std::string_view description) {
    std::vector<Media> all;
    while (!description.empty()) {
        const std::string_view line = take_line(description);
        if (line.starts_with("m=")) {
            if (all.size() == kMaxMedia) {
                break;
            }
            all.push_back(read_media(line.substr(2)));
        } else if (line.starts_with("a=") && !all.empty()) {
            read_attribute(all.back(), line.substr(2));
        }
    }
    for (Media &media : all) {
        if (is_rtp(media)) {
            name_static_codecs(media);
        }
    }
    return all;
}

} // namespace imsfail::sip
