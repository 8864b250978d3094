// imsfail: the cause values of Reason headers, by protocol
//
// Names in the usual wording of the recommendation or specification; values whose meaning is not
// certain have none.
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
// TS 24.301 9.9.3.9
constexpr CauseName kEmm[] = {
    {2, "IMSI unknown in HSS"},
    {3, "Illegal UE"},
    {5, "IMEI not accepted"},
    {6, "Illegal ME"},
    {7, "EPS services not allowed"},
    {8, "EPS services and non-EPS services not allowed"},
    {9, "UE identity cannot be derived by the network"},
    {10, "Implicitly detached"},
    {11, "PLMN not allowed"},
    {12, "Tracking area not allowed"},
    {13, "Roaming not allowed in this tracking area"},
    {14, "EPS services not allowed in this PLMN"},
    {15, "No suitable cells in tracking area"},
    {16, "MSC temporarily not reachable"},
    {17, "Network failure"},
    {18, "CS domain not available"},
    {19, "ESM failure"},
    {20, "MAC failure"},
    {21, "Synch failure"},
    {22, "Congestion"},
    {23, "UE security capabilities mismatch"},
    {24, "Security mode rejected, unspecified"},
    {25, "Not authorized for this CSG"},
    {26, "Non-EPS authentication unacceptable"},
    {35, "Requested service option not authorized in this PLMN"},
    {39, "CS service temporarily not available"},
    {40, "No EPS bearer context activated"},
    {42, "Severe network failure"},
};

// TS 24.301 9.9.4.4
constexpr CauseName kEsm[] = {
    {8, "Operator determined barring"},
    {26, "Insufficient resources"},
    {27, "Missing or unknown APN"},
    {28, "Unknown PDN type"},
    {29, "User authentication failed"},
    {30, "Request rejected by Serving GW or PDN GW"},
    {31, "Request rejected, unspecified"},
    {32, "Service option not supported"},
    {33, "Requested service option not subscribed"},
    {34, "Service option temporarily out of order"},
    {35, "PTI already in use"},
    {36, "Regular deactivation"},
    {37, "EPS QoS not accepted"},
    {38, "Network failure"},
    {39, "Reactivation requested"},
    {41, "Semantic error in the TFT operation"},
    {42, "Syntactical error in the TFT operation"},
    {43, "Invalid EPS bearer identity"},
    {44, "Semantic errors in packet filter(s)"},
    {45, "Syntactical errors in packet filter(s)"},
    {47, "PTI mismatch"},
    {49, "Last PDN disconnection not allowed"},
    {50, "PDN type IPv4 only allowed"},
    {51, "PDN type IPv6 only allowed"},
    {52, "Single address bearers only allowed"},
    {53, "ESM information not received"},
    {54, "PDN connection does not exist"},
    {55, "Multiple PDN connections for a given APN not allowed"},
    {56, "Collision with network initiated request"},
    {59, "Unsupported QCI value"},
    {60, "Bearer handling not supported"},
    {65, "Maximum number of EPS bearers reached"},
    {66, "Requested APN not supported in current RAT and PLMN combination"},
    {81, "Invalid PTI value"},
    {112, "APN restriction value incompatible with active EPS bearer context"},
};

// TS 24.501 9.11.3.2
constexpr CauseName k5gmm[] = {
    {3, "Illegal UE"},
    {5, "PEI not accepted"},
    {6, "Illegal ME"},
    {7, "5GS services not allowed"},
    {9, "UE identity cannot be derived by the network"},
    {10, "Implicitly de-registered"},
    {11, "PLMN not allowed"},
    {12, "Tracking area not allowed"},
    {13, "Roaming not allowed in this tracking area"},
    {15, "No suitable cells in tracking area"},
    {20, "MAC failure"},
    {21, "Synch failure"},
    {22, "Congestion"},
    {23, "UE security capabilities mismatch"},
    {24, "Security mode rejected, unspecified"},
    {26, "Non-5G authentication unacceptable"},
    {27, "N1 mode not allowed"},
    {28, "Restricted service area"},
    {31, "Redirection to EPC required"},
    {43, "LADN not available"},
    {62, "No network slices available"},
    {65, "Maximum number of PDU sessions reached"},
    {67, "Insufficient resources for specific slice and DNN"},
    {69, "Insufficient resources for specific slice"},
    {71, "ngKSI already in use"},
    {72, "Non-3GPP access to 5GCN not allowed"},
    {73, "Serving network not authorized"},
    {90, "Payload was not forwarded"},
    {91, "DNN not supported or not subscribed in the slice"},
    {92, "Insufficient user-plane resources for the PDU session"},
};

// TS 24.501 9.11.4.2
constexpr CauseName k5gsm[] = {
    {8, "Operator determined barring"},
    {26, "Insufficient resources"},
    {27, "Missing or unknown DNN"},
    {28, "Unknown PDU session type"},
    {29, "User authentication or authorization failed"},
    {31, "Request rejected, unspecified"},
    {32, "Service option not supported"},
    {33, "Requested service option not subscribed"},
    {35, "PTI already in use"},
    {36, "Regular deactivation"},
    {38, "Network failure"},
    {39, "Reactivation requested"},
    {43, "Invalid PDU session identity"},
    {44, "Semantic errors in packet filter(s)"},
    {45, "Syntactical error in packet filter(s)"},
    {46, "Out of LADN service area"},
    {47, "PTI mismatch"},
    {50, "PDU session type IPv4 only allowed"},
    {51, "PDU session type IPv6 only allowed"},
    {54, "PDU session does not exist"},
    {67, "Insufficient resources for specific slice and DNN"},
    {68, "Not supported SSC mode"},
    {69, "Insufficient resources for specific slice"},
    {70, "Missing or unknown DNN in a slice"},
    {81, "Invalid PTI value"},
    {82, "Maximum data rate per UE for user-plane integrity protection is too low"},
    {83, "Semantic error in the QoS operation"},
    {84, "Syntactical error in the QoS operation"},
};

// the same values in EMM, ESM, 5GMM and 5GSM
constexpr CauseName kNasProtocolError[] = {
    {95, "Semantically incorrect message"},
    {96, "Invalid mandatory information"},
    {97, "Message type non-existent or not implemented"},
    {98, "Message type not compatible with the protocol state"},
    {99, "Information element non-existent or not implemented"},
    {100, "Conditional IE error"},
    {101, "Message not compatible with the protocol state"},
    {111, "Protocol error, unspecified"},
};

// TS 36.413 9.2.1.3; the numbers are those of the ASN.1 enumerations
constexpr CauseName kS1apRadio[] = {
    {0, "Unspecified"},
    {1, "TX2RELOCOverall expiry"},
    {2, "Successful handover"},
    {3, "Release due to E-UTRAN generated reason"},
    {4, "Handover cancelled"},
    {5, "Partial handover"},
    {6, "Handover failure in target EPC/eNB or target system"},
    {7, "Handover target not allowed"},
    {8, "TS1RELOCoverall expiry"},
    {9, "TS1RELOCprep expiry"},
    {10, "Cell not available"},
    {11, "Unknown target ID"},
    {12, "No radio resources available in target cell"},
    {13, "Unknown or already allocated MME UE S1AP ID"},
    {14, "Unknown or already allocated eNB UE S1AP ID"},
    {15, "Unknown or inconsistent pair of UE S1AP IDs"},
    {16, "Handover desirable for radio reasons"},
    {17, "Time critical handover"},
    {18, "Resource optimisation handover"},
    {19, "Reduce load in serving cell"},
    {20, "User inactivity"},
    {21, "Radio connection with UE lost"},
    {22, "Load balancing TAU required"},
    {23, "CS fallback triggered"},
    {24, "UE not available for PS service"},
    {25, "Radio resources not available"},
    {26, "Failure in the radio interface procedure"},
    {27, "Invalid QoS combination"},
    {28, "Inter-RAT redirection"},
    {29, "Interaction with other procedure"},
    {30, "Unknown E-RAB ID"},
    {31, "Multiple E-RAB ID instances"},
    {32, "Encryption and/or integrity protection algorithms not supported"},
    {33, "S1 intra-system handover triggered"},
    {34, "S1 inter-system handover triggered"},
    {35, "X2 handover triggered"},
    {36, "Redirection towards 1xRTT"},
    {37, "Not supported QCI value"},
    {38, "Invalid CSG ID"},
    {39, "Release due to pre-emption"},
};

constexpr CauseName kS1apNas[] = {
    {0, "Normal release"},
    {1, "Authentication failure"},
    {2, "Detach"},
    {3, "Unspecified"},
    {4, "CSG subscription expiry"},
};

constexpr CauseName kS1apMisc[] = {
    {0, "Control processing overload"},
    {1, "Not enough user plane processing resources"},
    {2, "Hardware failure"},
    {3, "O&M intervention"},
    {4, "Unspecified"},
    {5, "Unknown PLMN"},
};

// TS 38.413 9.3.1.2, likewise
constexpr CauseName kNgapRadio[] = {
    {0, "Unspecified"},
    {1, "TXnRELOCOverall expiry"},
    {2, "Successful handover"},
    {3, "Release due to NG-RAN generated reason"},
    {4, "Release due to 5GC generated reason"},
    {5, "Handover cancelled"},
    {6, "Partial handover"},
    {7, "Handover failure in target 5GC/NG-RAN node or target system"},
    {8, "Handover target not allowed"},
    {9, "TNGRELOCoverall expiry"},
    {10, "TNGRELOCprep expiry"},
    {11, "Cell not available"},
    {12, "Unknown target ID"},
    {13, "No radio resources available in target cell"},
    {14, "Unknown local UE NGAP ID"},
    {15, "Inconsistent remote UE NGAP ID"},
    {16, "Handover desirable for radio reasons"},
    {17, "Time critical handover"},
    {18, "Resource optimisation handover"},
    {19, "Reduce load in serving cell"},
    {20, "User inactivity"},
    {21, "Radio connection with UE lost"},
    {22, "Radio resources not available"},
    {23, "Invalid QoS combination"},
    {24, "Failure in the radio interface procedure"},
    {25, "Interaction with other procedure"},
    {26, "Unknown PDU session ID"},
    {27, "Unknown QoS flow ID"},
    {28, "Multiple PDU session ID instances"},
    {29, "Multiple QoS flow ID instances"},
    {30, "Encryption and/or integrity protection algorithms not supported"},
    {31, "NG intra-system handover triggered"},
    {32, "NG inter-system handover triggered"},
    {33, "Xn handover triggered"},
    {34, "Not supported 5QI value"},
    {35, "UE context transfer"},
    {36, "IMS voice EPS fallback or RAT fallback triggered"},
    {37, "UP integrity protection not possible"},
    {38, "UP confidentiality protection not possible"},
    {39, "Slice(s) not supported"},
    {40, "UE in RRC_INACTIVE state not reachable"},
    {41, "Redirection"},
    {42, "Resources not available for the slice(s)"},
    {43, "UE maximum integrity protected data rate reason"},
    {44, "Release due to CN-detected mobility"},
};

constexpr CauseName kNgapNas[] = {
    {0, "Normal release"},
    {1, "Authentication failure"},
    {2, "Deregister"},
    {3, "Unspecified"},
};

constexpr CauseName kNgapMisc[] = {
    {0, "Control processing overload"},
    {1, "Not enough user plane processing resources"},
    {2, "Hardware failure"},
    {3, "O&M intervention"},
    {4, "Unknown PLMN"},
    {5, "Unspecified"},
};

// the same values in S1AP and NGAP
constexpr CauseName kApTransport[] = {
    {0, "Transport resource unavailable"},
    {1, "Unspecified"},
};

constexpr CauseName kApProtocol[] = {
    {0, "Transfer syntax error"},
    {1, "Abstract syntax error (reject)"},
    {2, "Abstract syntax error (ignore and notify)"},
    {3, "Message not compatible with receiver state"},
    {4, "Semantic error"},
    {5, "Abstract syntax error (falsely constructed message)"},
    {6, "Unspecified"},
};

// RFC 6733 7.1.3; other numbers mean something else in each application
constexpr CauseName kDiameter[] = {
    {3002, "Unable to deliver"},
    {3003, "Realm not served"},
    {3004, "Too busy"},
};

// RFC 7296 3.10.1, error types
constexpr CauseName kIkev2[] = {
    {1, "Unsupported critical payload"},
    {4, "Invalid IKE SPI"},
    {5, "Invalid major version"},
    {7, "Invalid syntax"},
    {9, "Invalid message ID"},
    {11, "Invalid SPI"},
    {14, "No proposal chosen"},
    {17, "Invalid KE payload"},
    {24, "Authentication failed"},
    {34, "Single pair required"},
    {35, "No additional SAs"},
    {36, "Internal address failure"},
    {37, "Failed CP required"},
    {38, "TS unacceptable"},
    {39, "Invalid selectors"},
    {43, "Temporary failure"},
    {44, "Child SA not found"},
};

// A protocol of the IANA registry "Reason Protocols".
struct Protocol {
    std::string_view token; // in capitals
    std::span<const CauseName> names;
    std::span<const CauseName> more_names; // values that several protocols share
    const char *layer = nullptr;
};

constexpr const char *kEpsNas = "EPS core: UE and MME";
constexpr const char *k5gsNas = "5GS core: UE and AMF or SMF";
constexpr const char *kEpsRadio = "LTE access: eNB and MME";
constexpr const char *k5gsRadio = "5G access: gNB and AMF";

constexpr Protocol kProtocols[] = {
    {"Q.850", kQ850, {}, "telephone network: ISUP or ISDN"},
    {"PREEMPTION", kPreemption, {}},
    {"RELEASE_CAUSE", kReleaseCause, {}},
    {"FAILURE_CAUSE", kFailureCause, {}, "bearer: media or signalling"},
    {"EMM", kEmm, kNasProtocolError, kEpsNas},
    {"ESM", kEsm, kNasProtocolError, kEpsNas},
    {"S1AP-RNL", kS1apRadio, {}, kEpsRadio},
    {"S1AP-TL", kApTransport, {}, kEpsRadio},
    {"S1AP-NAS", kS1apNas, {}, kEpsRadio},
    {"S1AP-MISC", kS1apMisc, {}, kEpsRadio},
    {"S1AP-PROT", kApProtocol, {}, kEpsRadio},
    {"5GMM", k5gmm, kNasProtocolError, k5gsNas},
    {"5GSM", k5gsm, kNasProtocolError, k5gsNas},
    {"NGAP-RNL", kNgapRadio, {}, k5gsRadio},
    {"NGAP-TL", kApTransport, {}, k5gsRadio},
    {"NGAP-NAS", kNgapNas, {}, k5gsRadio},
    {"NGAP-MISC", kNgapMisc, {}, k5gsRadio},
    {"NGAP-PROT", kApProtocol, {}, k5gsRadio},
    {"DIAMETER", kDiameter, {}, "WLAN access: authentication"},
    {"IKEV2", kIkev2, {}, "WLAN access: tunnel to the ePDG"},
};
// clang-format on

constexpr bool ascends(std::span<const CauseName> names) {
    return std::ranges::adjacent_find(names, std::ranges::greater_equal{}, &CauseName::cause) ==
           names.end();
}
static_assert(std::ranges::all_of(kProtocols, [](const Protocol &protocol) {
    return ascends(protocol.names) && ascends(protocol.more_names);
}));

struct Location {
    std::string_view token;
    const char *name;
};

// RFC 8606
constexpr Location kLocations[] = {
    {"U", "user"},
    {"LPN", "private network serving the local user"},
    {"LN", "public network serving the local user"},
    {"TN", "transit network"},
    {"RLN", "public network serving the remote user"},
    {"RPN", "private network serving the remote user"},
    {"INTL", "international network"},
    {"BI", "network beyond interworking point"},
};

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

const Protocol *find_protocol(std::string_view token) noexcept {
    const auto *const known = std::ranges::find_if(
        kProtocols, [token](const Protocol &protocol) { return is(token, protocol.token); });
    return known == std::end(kProtocols) ? nullptr : known;
}

} // namespace

const char *cause_name(std::string_view protocol, std::uint32_t cause) noexcept {
    if (is(protocol, "SIP")) {
        return sip_cause(cause);
    }
    const Protocol *const known = find_protocol(protocol);
    if (known == nullptr) {
        return nullptr;
    }
    const char *const name = find(known->names, cause);
    return name != nullptr ? name : find(known->more_names, cause);
}

const char *reason_layer(std::string_view protocol) noexcept {
    const Protocol *const known = find_protocol(protocol);
    return known == nullptr ? nullptr : known->layer;
}

const char *location_name(std::string_view location) noexcept {
    const auto *const known = std::ranges::find_if(
        kLocations, [location](const Location &each) { return is(location, each.token); });
    return known == std::end(kLocations) ? nullptr : known->name;
}

} // namespace imsfail::knowledge
