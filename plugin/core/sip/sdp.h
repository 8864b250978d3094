// imsfail: the few lines of a session description that a failure is explained with
//
// RFC 4566 (m=, a=rtpmap), RFC 3551 (static payload types), RFC 3312 (preconditions). "Local" and
// "remote" are seen from the sender of the description (RFC 3312 4).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::sip {

/// A line a=curr:, a=des: or a=conf: of RFC 3312 4. All views into the description.
struct Precondition {
    enum class Kind { Current, Desired, Confirm };
    Kind kind = Kind::Current;
    std::string_view type = {}; ///< qos
    std::string_view strength =
        {};                       ///< of a desired one: mandatory, optional, none, failure, unknown
    std::string_view status = {}; ///< e2e, local, remote
    std::string_view direction = {}; ///< none, send, recv, sendrecv
};

/// One m= line and the attributes that follow it. All views into the description or static.
struct Media {
    std::string_view type; ///< audio, video, message, ...
    std::string_view port;
    std::string_view protocol; ///< RTP/AVP, TCP/MSRP, ...
    /// Names of the formats in the order of preference: over RTP the codec, from a=rtpmap or the
    /// static payload types, else the payload type itself; over anything else what stands there.
    std::vector<std::string_view> codecs;
    std::vector<Precondition> preconditions;
};

/// So many of each are read; real descriptions have far fewer.
inline constexpr std::size_t kMaxMedia = 16;
inline constexpr std::size_t kMaxCodecs = 32;
inline constexpr std::size_t kMaxPreconditions = 16;

/// Reads the media of a session description. Lines that cannot be read are passed over; a text that
/// is no description has no media.
std::vector<Media> read_sdp(std::string_view description);

/// What a session description says of its media, in lines: equal for two descriptions that differ
/// only in what every new offer brings, such as session version, addresses, ports, keys and
/// candidates. What is not known to vary counts, so that of two equal ones nothing was changed that
/// could matter. Empty where there are no media.
std::string media_lines(std::string_view description);

} // namespace imsfail::sip
