// imsfail: the cause values of Reason headers, by protocol
//
// Q.850 names in the usual wording of the recommendation; RELEASE_CAUSE and FAILURE_CAUSE are those
// of 3GPP, those of Preemption of RFC 4411.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/causes.h"

#include "knowledge/responses.h"

#include <algorithm>
#include <limits>
#include <span>

namespace imsfail::knowledge {
namespace {

struct CauseName {
    std::uint32_t cause;
    const char *name;
};

// clang-format off
constexpr CauseName kQ850[] = {
    // normal event
    {1, "Unallocated (unassigned) number"},
    {2, "No route to specified transit network"},
    {3, "No route to destination"},
    {4, "Send special information tone"},
    {5, "Misdialled trunk prefix"},
    {6, "Channel unacceptable"},
    {7, "Call awarded and being delivered in an established channel"},
    {8, "Preemption"},
    {9, "Preemption - circuit reserved for reuse"},
    {14, "QoR: ported number"},
    {16, "Normal call clearing"},
    {17, "User busy"},
    {18, "No user responding"},
    {19, "No answer from user (user alerted)"},
    {20, "Subscriber absent"},
    {21, "Call rejected"},
    {22, "Number changed"},
    {23, "Redirection to new destination"},
    {24, "Call rejected due to feature at the destination"},
    {25, "Exchange routing error"},
    {26, "Non-selected user clearing"},
    {27, "Destination out of order"},
    {28, "Invalid number format (address incomplete)"},
    {29, "Facility rejected"},
    {30, "Response to STATUS ENQUIRY"},
    {31, "Normal, unspecified"},
    // resource unavailable
    {34, "No circuit/channel available"},
    {38, "Network out of order"},
    {39, "Permanent frame mode connection out of service"},
    {40, "Permanent frame mode connection operational"},
    {41, "Temporary failure"},
    {42, "Switching equipment congestion"},
    {43, "Access information discarded"},
    {44, "Requested circuit/channel not available"},
    {46, "Precedence call blocked"},
    {47, "Resource unavailable, unspecified"},
    // service or option not available
    {49, "Quality of service not available"},
    {50, "Requested facility not subscribed"},
    {53, "Outgoing calls barred within CUG"},
    {55, "Incoming calls barred within CUG"},
    {57, "Bearer capability not authorized"},
    {58, "Bearer capability not presently available"},
    {62, "Inconsistency in designated outgoing access information and subscriber class"},
    {63, "Service or option not available, unspecified"},
    // service or option not implemented
    {65, "Bearer capability not implemented"},
    {66, "Channel type not implemented"},
    {69, "Requested facility not implemented"},
    {70, "Only restricted digital information bearer capability is available"},
    {79, "Service or option not implemented, unspecified"},
    // invalid message
    {81, "Invalid call reference value"},
    {82, "Identified channel does not exist"},
    {83, "A suspended call exists, but this call identity does not"},
    {84, "Call identity in use"},
    {85, "No call suspended"},
    {86, "Call having the requested call identity has been cleared"},
    {87, "User not member of CUG"},
    {88, "Incompatible destination"},
    {90, "Non-existent CUG"},
    {91, "Invalid transit network selection"},
    {95, "Invalid message, unspecified"},
    // protocol error
    {96, "Mandatory information element is missing"},
    {97, "Message type non-existent or not implemented"},
    {98, "Message not compatible with call state or message type non-existent or not implemented"},
    {99, "Information element/parameter non-existent or not implemented"},
    {100, "Invalid information element contents"},
    {101, "Message not compatible with call state"},
    {102, "Recovery on timer expiry"},
    {103, "Parameter non-existent or not implemented, passed on"},
    {110, "Message with unrecognized parameter, discarded"},
    {111, "Protocol error, unspecified"},
    // interworking
    {127, "Interworking, unspecified"},
};

constexpr CauseName kPreemption[] = {
    {1, "UA Preemption"},
    {2, "Reserved Resources Preempted"},
    {3, "Generic Preemption"},
    {4, "Non-IP Preemption"},
    {5, "Network Preemption"},
};

constexpr CauseName kReleaseCause[] = {
    {1, "User ends call"},
    {2, "RTP/RTCP time-out"},
    {3, "Media bearer loss"},
    {4, "SIP timeout - no ACK"},
    {5, "SIP response time-out"},
    {6, "Call-setup time-out"},
    {7, "Redirection failure"},
};

constexpr CauseName kFailureCause[] = {
    {1, "Media bearer or QoS lost"},
    {2, "Release of signalling bearer"},
    {3, "Indication of failed resources allocation"},
};
// clang-format on

constexpr bool ascends(std::span<const CauseName> names) {
    return std::ranges::adjacent_find(names, std::ranges::greater_equal{}, &CauseName::cause) ==
           names.end();
}
static_assert(ascends(kQ850) && ascends(kPreemption) && ascends(kReleaseCause) &&
              ascends(kFailureCause));

const char *find(std::span<const CauseName> names, std::uint32_t cause) noexcept {
    const auto entry = std::ranges::lower_bound(names, cause, {}, &CauseName::cause);
    return entry != names.end() && entry->cause == cause ? entry->name : nullptr;
}

const char *sip_cause(std::uint32_t cause) noexcept {
    if (cause > std::numeric_limits<std::uint16_t>::max()) {
        return nullptr;
    }
    const auto code = static_cast<std::uint16_t>(cause);
    return is_registered(code) ? response_info(code).phrase : nullptr;
}

constexpr char to_upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Compares without case; `upper` is written in capitals.
bool is(std::string_view token, std::string_view upper) noexcept {
    return std::ranges::equal(token, upper, {}, to_upper);
}

} // namespace

const char *cause_name(std::string_view protocol, std::uint32_t cause) noexcept {
    if (is(protocol, "Q.850")) {
        return find(kQ850, cause);
    }
    if (is(protocol, "SIP")) {
        return sip_cause(cause);
    }
    if (is(protocol, "PREEMPTION")) {
        return find(kPreemption, cause);
    }
    if (is(protocol, "RELEASE_CAUSE")) {
        return find(kReleaseCause, cause);
    }
    if (is(protocol, "FAILURE_CAUSE")) {
        return find(kFailureCause, cause);
    }
    return nullptr;
}

} // namespace imsfail::knowledge
