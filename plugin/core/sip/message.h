// imsfail: one SIP message, read in one walk over its lines
//
// Everything is a view into the caller's bytes, which must outlive the Message. Bad input never
// fails: what can be read is there, what cannot is named in problems().
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sip/header.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace imsfail::sip {

/// What could not be read. Absent headers are no problem in this sense: see Message::has().
enum class Problem : std::uint8_t {
    HeaderWithoutColon, ///< a header line that is no "name: value"
    NoBlankLine,        ///< the message ends within its headers
    BadCSeq,            ///< CSeq is not "number method" with a number of 32 bits (RFC 3261 20.16)
    BadContentLength,   ///< Content-Length is not a number (20.14)
    BodyCutShort,       ///< fewer bytes than Content-Length says
};
inline constexpr std::size_t kProblemCount = 5;

/// CSeq, RFC 3261 20.16.
struct CSeq {
    std::uint32_t number = 0;
    std::string_view method;
};

/// Reads "number method"; nothing where either is missing or the number is above 2^32-1.
std::optional<CSeq> parse_cseq(std::string_view value) noexcept;

class Message {
  public:
    /// Reads the message at the beginning of `bytes`, which may go on behind it. Reuses its own
    /// memory from message to message. False, and an empty message, if `bytes` does not begin with
    /// a Request-Line or Status-Line (RFC 3261 7.1, 7.2) of SIP/2.0 with a status from 100 to 699.
    /// With `brief`, a 100 or ACK is read no further than it takes to place it: to Via,
    /// Call-ID and CSeq; then size(), body() and problems() tell nothing.
    bool scan(std::string_view bytes, bool brief = false);

    bool is_request() const noexcept {
        return status_ == 0;
    }
    /// Method of the Request-Line; for a response that of its CSeq, empty if unreadable.
    std::string_view method() const noexcept {
        return method_;
    }
    /// Request-URI as it stands; empty in a response.
    std::string_view request_uri() const noexcept {
        return request_uri_;
    }
    /// 100 to 699; 0 in a request.
    std::uint16_t status() const noexcept {
        return status_;
    }
    /// Reason-Phrase as it stands, possibly empty.
    std::string_view phrase() const noexcept {
        return phrase_;
    }
    const std::optional<CSeq> &cseq() const noexcept {
        return cseq_;
    }
    /// First From and To, which nearly every reader of a message needs; empty where they are
    /// absent.
    const NameAddr &from() const noexcept {
        return from_;
    }
    const NameAddr &to() const noexcept {
        return to_;
    }
    /// Up to the end of the message by Content-Length, else to the end of the bytes.
    std::string_view body() const noexcept {
        return body_;
    }
    /// Bytes from the start line to the end of the body.
    std::size_t size() const noexcept {
        return size_;
    }
    bool has(Header header) const noexcept {
        return first_[index(header)] != kNone;
    }
    /// Value of the first field of that name, trimmed, folds as they stand; empty if absent.
    std::string_view first(Header header) const noexcept {
        return has(header) ? fields_[first_[index(header)]].value : std::string_view();
    }
    const std::bitset<kProblemCount> &problems() const noexcept {
        return problems_;
    }
    bool has_problem(Problem problem) const noexcept {
        return problems_[static_cast<std::size_t>(problem)];
    }

    /// Calls `visit(header, value)` for every field that the enum Header lists, in order.
    template <typename Visitor> void for_each_field(Visitor visit) const {
        for (const Field &field : fields_) {
            visit(field.header, field.value);
        }
    }

    /// Calls `visit(value)` for every field of that name, in order. Values joined by commas come as
    /// one: see next_value().
    template <typename Visitor> void for_each(Header header, Visitor visit) const {
        for (std::uint32_t i = first_[index(header)]; i != kNone; i = fields_[i].next) {
            visit(fields_[i].value);
        }
    }

    /// The same for every single value, whether in fields of their own or joined by commas.
    template <typename Visitor> void for_each_value(Header header, Visitor visit) const;

    /// True if one of these single values is `token`, without case.
    bool has_value(Header header, std::string_view token) const noexcept;

  private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Field {
        Header header;
        std::uint32_t next; ///< next field of the same name, kNone if last
        std::string_view value;
    };

    static constexpr std::size_t index(Header header) noexcept {
        return static_cast<std::size_t>(header);
    }
    void clear() noexcept;
    bool read_start_line(std::string_view line) noexcept;
    std::size_t read_headers(std::string_view bytes, std::size_t start, bool brief);
    bool needs_placing_only() const noexcept;
    bool can_be_placed() const noexcept {
        return has(Header::CSeq) && has(Header::CallId) && has(Header::Via) && has(Header::To) &&
               has(Header::From);
    }
    void read_header(std::string_view line);
    void read_body(std::string_view bytes, std::size_t start) noexcept;
    void note(Problem problem) noexcept {
        problems_.set(static_cast<std::size_t>(problem));
    }

    std::string_view method_;
    std::string_view request_uri_;
    std::string_view phrase_;
    std::string_view body_;
    std::optional<CSeq> cseq_;
    NameAddr from_;
    NameAddr to_;
    std::size_t size_ = 0;
    std::uint16_t status_ = 0;
    std::bitset<kProblemCount> problems_;
    std::vector<Field> fields_;
    std::array<std::uint32_t, kHeaderCount> first_{};
    std::array<std::uint32_t, kHeaderCount> last_{};
};

} // namespace imsfail::sip

template <typename Visitor>
void imsfail::sip::Message::for_each_value(Header header, Visitor visit) const {
    for_each(header, [&visit](std::string_view field) {
        for (std::string_view value = next_value(field); !value.empty();
             value = next_value(field)) {
            visit(value);
        }
    });
}
