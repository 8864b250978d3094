// imsfail: what the bodies of a request and its failure response say
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/bodies.h"

#include "sip/body.h"
#include "sip/display_text.h"
#include "sip/sdp.h"
#include "sip/text.h"

#include <algorithm>
#include <vector>

namespace imsfail::diagnosis {

using sip::Media;
using sip::Precondition;

namespace {

using Words = std::vector<std::string>;

std::string join(const Words &words, const char *separator) {
    std::string joined;
    for (const std::string &word : words) {
        joined += joined.empty() ? "" : separator;
        joined += word;
    }
    return joined;
}

void add_once(Words &words, const std::string &word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) {
        words.push_back(word);
    }
}

std::string in_words(const Media &media) {
    Words codecs;
    for (const std::string_view codec : media.codecs) {
        const bool is_payload_type = sip::to_number(codec).has_value();
        add_once(codecs, (is_payload_type ? "payload type " : "") + sip::display_text(codec));
    }
    return sip::display_text(media.type) + " " + join(codecs, ", ");
}

std::string in_words(const Media &media, const Precondition &desired) {
    std::string words;
    for (const std::string_view word :
         {media.type, desired.type, desired.status, desired.direction}) {
        words += (words.empty() ? "" : " ") + sip::display_text(word);
    }
    return words;
}

// "none" where nothing is said: a status that is not there was not reached.
std::string_view current_direction(const Media &media, const Precondition &desired) {
    for (const Precondition &current : media.preconditions) {
        if (current.kind == Precondition::Kind::Current &&
            sip::iequals(current.type, desired.type) &&
            sip::iequals(current.status, desired.status)) {
            return current.direction;
        }
    }
    return "none";
}

// RFC 3312 5.1: in every direction that is desired.
bool is_met(std::string_view current, std::string_view desired) {
    return sip::iequals(current, "sendrecv") || sip::iequals(current, desired) ||
           sip::iequals(desired, "none");
}

} // namespace

std::optional<sip::ImsXml> order_of(const sip::Message &response) {
    if (response.status() != 380 && response.status() != 504) {
        return std::nullopt;
    }
    const auto body = sip::find_body(response, sip::kImsXmlType);
    return body ? std::optional(sip::read_ims_xml(*body)) : std::nullopt;
}

std::string media_words(std::string_view sdp, bool in_use) {
    Words words;
    for (const Media &media : sip::read_sdp(sdp)) {
        if (!media.codecs.empty() && !(in_use && media.port == "0")) {
            add_once(words, in_words(media));
        }
    }
    return join(words, "; ");
}

std::string refused_preconditions(std::string_view sdp) {
    Words words;
    for (const Media &media : sip::read_sdp(sdp)) {
        for (const Precondition &desired : media.preconditions) {
            if (sip::iequals(desired.strength, "failure")) {
                add_once(words, in_words(media, desired));
            } else if (sip::iequals(desired.strength, "unknown")) {
                add_once(words, in_words(media, desired) + " (not known there)");
            }
        }
    }
    return join(words, ", ");
}

std::string unmet_preconditions(std::string_view sdp) {
    Words words;
    for (const Media &media : sip::read_sdp(sdp)) {
        for (const Precondition &desired : media.preconditions) {
            const std::string_view current = current_direction(media, desired);
            if (sip::iequals(desired.strength, "mandatory") &&
                !is_met(current, desired.direction)) {
                add_once(words,
                         in_words(media, desired) + " (now " + sip::display_text(current) + ")");
            }
        }
    }
    return join(words, ", ");
}

} // namespace imsfail::diagnosis
