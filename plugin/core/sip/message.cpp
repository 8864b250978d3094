// imsfail: one SIP message, read in one walk over its lines
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/message.h"

#include "sip/text.h"

#include <algorithm>

namespace imsfail::sip {

namespace {

constexpr std::string_view kVersion = "SIP/2.0";

// The end of the line that begins at `start`: position of its LF, or the end of the bytes.
std::size_t line_end(std::string_view bytes, std::size_t start) {
    return std::min(bytes.find('\n', start), bytes.size());
}

// The line without its CR.
std::string_view line_text(std::string_view bytes, std::size_t start, std::size_t end) {
    if (end > start && bytes[end - 1] == '\r') {
        --end;
    }
    return bytes.substr(start, end - start);
}

// The method of a CSeq whose number is beyond all limits.
std::string_view method_of_large(std::string_view cseq) {
    return all_digits(take_token(cseq)) ? take_token(cseq) : std::string_view();
}

constexpr std::size_t after(std::size_t line_end, std::string_view bytes) {
    return std::min(line_end + 1, bytes.size());
}

} // namespace

std::optional<CSeq> parse_cseq(std::string_view value) noexcept {
    const auto number = to_number(take_token(value));
    const std::string_view method = take_token(value);
    if (!number || method.empty()) {
        return std::nullopt;
    }
    return CSeq{*number, method};
}

bool Message::scan(std::string_view bytes, bool brief) {
    clear();
    const std::size_t end = line_end(bytes, 0);
    if (!read_start_line(line_text(bytes, 0, end))) {
        clear();
        return false;
    }
    const std::size_t body = read_headers(bytes, after(end, bytes), brief && needs_placing_only());
    if (has(Header::CSeq)) {
        cseq_ = parse_cseq(first(Header::CSeq));
        if (!cseq_) {
            note(Problem::BadCSeq);
        }
        if (!is_request()) {
            method_ = cseq_ ? cseq_->method : method_of_large(first(Header::CSeq));
        }
    }
    from_ = parse_name_addr(first(Header::From));
    to_ = parse_name_addr(first(Header::To));
    read_body(bytes, body);
    return true;
}

void Message::clear() noexcept {
    method_ = request_uri_ = phrase_ = body_ = {};
    cseq_.reset();
    from_ = to_ = {};
    size_ = 0;
    status_ = 0;
    problems_.reset();
    fields_.clear();
    first_.fill(kNone);
}

// 100 is for one hop only, and an ACK gets no response (RFC 3261 21.1.1, 17.1.1.3).
bool Message::needs_placing_only() const noexcept {
    return is_request() ? method_ == "ACK" : status_ == 100;
}

bool Message::read_start_line(std::string_view line) noexcept {
    line = trim(line);
    if (istarts_with(line, kVersion)) {
        line.remove_prefix(kVersion.size());
        if (line.empty() || !is_lws(line.front())) {
            return false;
        }
        line = trim(line);
        const std::string_view digits = line.substr(0, line.find_first_of(" \t"));
        const auto status = to_number(digits);
        if (digits.size() != 3 || !status || *status < 100 || *status > 699) {
            return false;
        }
        status_ = static_cast<std::uint16_t>(*status);
        phrase_ = trim(line.substr(digits.size()));
        return true;
    }
    if (line.size() < kVersion.size() ||
        !iequals(line.substr(line.size() - kVersion.size()), kVersion)) {
        return false;
    }
    line.remove_suffix(kVersion.size());
    if (line.empty() || !is_lws(line.back())) {
        return false;
    }
    method_ = line.substr(0, line.find_first_of(" \t"));
    request_uri_ = trim(line.substr(method_.size()));
    return !method_.empty() && !request_uri_.empty() &&
           std::all_of(method_.begin(), method_.end(), is_token_char);
}

// Reads the header lines from `start`; returns where the body begins.
std::size_t Message::read_headers(std::string_view bytes, std::size_t start, bool brief) {
    while (start < bytes.size()) {
        std::size_t end = line_end(bytes, start);
        if (end - start <= 1 && line_text(bytes, start, end).empty()) {
            return after(end, bytes);
        }
        // A line that begins with white space continues the one before (RFC 3261 7.3.1).
        while (end + 1 < bytes.size() && (bytes[end + 1] == ' ' || bytes[end + 1] == '\t')) {
            end = line_end(bytes, end + 1);
        }
        read_header({bytes.data() + start, end - start});
        start = end + 1;
        if (brief && can_be_placed()) {
            return bytes.size();
        }
    }
    note(Problem::NoBlankLine);
    return bytes.size();
}

void Message::read_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        note(Problem::HeaderWithoutColon);
        return;
    }
    const Header header = header_from_name(trim({line.data(), colon}));
    if (header == Header::Other) {
        return;
    }
    const auto field = static_cast<std::uint32_t>(fields_.size());
    fields_.push_back({header, kNone, trim({line.data() + colon + 1, line.size() - colon - 1})});
    std::uint32_t &first = first_[index(header)];
    if (first == kNone) {
        first = field;
    } else {
        fields_[last_[index(header)]].next = field;
    }
    last_[index(header)] = field;
}

void Message::read_body(std::string_view bytes, std::size_t start) noexcept {
    body_ = bytes.substr(start);
    if (has(Header::ContentLength)) {
        const auto length = to_number(first(Header::ContentLength));
        if (!length) {
            note(Problem::BadContentLength);
        } else if (*length > body_.size()) {
            note(Problem::BodyCutShort);
        } else {
            body_ = body_.substr(0, *length);
        }
    }
    size_ = start + body_.size();
}

bool Message::has_value(Header header, std::string_view token) const noexcept {
    bool found = false;
    for_each_value(header, [&found, token](std::string_view value) {
        found = found || iequals(value, token);
    });
    return found;
}

} // namespace imsfail::sip
