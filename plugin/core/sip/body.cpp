// imsfail: the bodies of a message
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/body.h"

#include "sip/text.h"

#include <algorithm>
#include <array>

namespace imsfail::sip {

namespace {

// A Content-Type and the bytes that it speaks of.
struct Part {
    std::string_view type;
    std::string_view content;
};

// Parts found and not yet looked at; those that find no room are left out.
class PartList {
  public:
    void add(const Part &part) {
        if (count_ < parts_.size()) {
            parts_[count_++] = part;
        }
    }
    bool is_full() const {
        return count_ == parts_.size();
    }
    const Part *next() {
        return next_ < count_ ? &parts_[next_++] : nullptr;
    }

  private:
    std::array<Part, kMaxBodyParts> parts_ = {};
    std::size_t count_ = 0;
    std::size_t next_ = 0;
};

std::string_view media_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

std::string_view boundary_of(std::string_view content_type) {
    const std::size_t parameters = content_type.find(';');
    return parameters == std::string_view::npos
               ? std::string_view()
               : find_parameter(content_type.substr(parameters), "boundary")
                     .value_or(std::string_view());
}

// "--boundary", or "--boundary--" behind the last part; white space may follow (RFC 2046 5.1.1).
bool is_delimiter(std::string_view line, std::string_view boundary) {
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) {
        return false;
    }
    const std::string_view rest = trim(line.substr(2 + boundary.size()));
    return rest.empty() || rest == "--";
}

// Whether a line of the body is a delimiter with this boundary.
bool occurs(std::string_view boundary, std::string_view body) {
    while (!body.empty()) {
        if (is_delimiter(take_line(body), boundary)) {
            return true;
        }
    }
    return false;
}

// What stands on the first line that looks like a delimiter.
std::string_view guess_boundary(std::string_view body) {
    while (!body.empty()) {
        const std::string_view line = take_line(body);
        if (line.starts_with("--")) {
            return trim(line.substr(2));
        }
    }
    return {};
}

// A part's own headers, then its content; without an empty line between them, the content begins
// with the first line that is no header.
Part read_part(std::string_view bytes) {
    Part part{.type = "text/plain", .content = bytes}; // where nothing is said: RFC 2046 5.1
    while (!part.content.empty()) {
        std::string_view rest = part.content;
        std::string_view line = take_line(rest);
        if (line.empty()) {
            part.content = rest;
            break;
        }
        const std::string_view name = take_token(line);
        if (name.empty() || !line.starts_with(':')) {
            break;
        }
        // A line that begins with white space continues the one before (RFC 3261 7.3.1).
        while (rest.starts_with(' ') || rest.starts_with('\t')) {
            take_line(rest);
        }
        const auto value_start = static_cast<std::size_t>(line.data() + 1 - part.content.data());
        const std::size_t value_end = part.content.size() - rest.size();
        if (header_from_name(name) == Header::ContentType) {
            part.type = trim(part.content.substr(value_start, value_end - value_start));
        }
        part.content = rest;
    }
    return part;
}

// The line end before a delimiter is part of the delimiter (RFC 2046 5.1.1).
std::string_view without_line_end(std::string_view bytes) {
    if (bytes.ends_with('\n')) {
        bytes.remove_suffix(bytes.ends_with("\r\n") ? 2 : 1);
    }
    return bytes;
}

// What stands before the first delimiter and behind the last is no part.
void split(const Part &multipart, PartList &parts) {
    std::string_view boundary = boundary_of(multipart.type);
    if (boundary.empty() || !occurs(boundary, multipart.content)) {
        boundary = guess_boundary(multipart.content);
    }
    std::string_view rest = multipart.content;
    const char *start = nullptr; // of the part that is being read
    while (!rest.empty() && !parts.is_full()) {
        const char *const line_start = rest.data();
        const std::string_view line = take_line(rest);
        if (boundary.empty() || !is_delimiter(line, boundary)) {
            continue;
        }
        if (start != nullptr) {
            const std::string_view part(start, static_cast<std::size_t>(line_start - start));
            parts.add(read_part(without_line_end(part)));
        }
        start = rest.data();
        if (trim(line).size() > 2 + boundary.size()) { // the last delimiter
            return;
        }
    }
    if (start != nullptr) {
        const char *const end = multipart.content.data() + multipart.content.size();
        parts.add(read_part({start, static_cast<std::size_t>(end - start)}));
    }
}

} // namespace

std::optional<std::string_view> find_body(const Message &message, std::string_view type) {
    const std::string_view content_type = message.first(Header::ContentType);
    if (iequals(media_type(content_type), type)) {
        return message.body();
    }
    if (!istarts_with(content_type, "multipart/")) {
        return std::nullopt; // as nearly always, and without making room for parts
    }
    PartList parts;
    split({content_type, message.body()}, parts);
    while (const Part *const part = parts.next()) {
        if (iequals(media_type(part->type), type)) {
            return part->content;
        }
        if (istarts_with(part->type, "multipart/")) {
            split(*part, parts);
        }
    }
    return std::nullopt;
}

} // namespace imsfail::sip
