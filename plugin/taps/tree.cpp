// imsfail: -z imsfail,tree, and the statistics tree in Wireshark
//
// A statistics tree sees one packet after the other and cannot take anything back. So it counts the
// first final response on each hop of an originator as it comes, also of calls that are still open
// at the end; a client that goes on to another server has two.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "knowledge/nodes.h"
#include "knowledge/responses.h"
#include "report/words.h"
#include "sip/method.h"
#include "taps/end_report.h"
#include "taps/taps.h"

#include <epan/stats_tree.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace imsfail::taps {

namespace {

constexpr const char *kAttempts = "Requests by their final response";
constexpr const char *kClass = "By class and code";
constexpr const char *kMethod = "By method and code";
constexpr const char *kScope = "Scope of failures";
constexpr const char *kRetry = "Retry after failures";
constexpr const char *kOrigin = "Origin of failures";
constexpr const char *kForm = "Target of failures";
constexpr const char *kFindings = "Findings";
constexpr const char *kMessages = "Messages";
constexpr const char *kRequests = "Requests";
constexpr const char *kResponses = "Responses";
constexpr const char *kCopies = "Copies";
constexpr const char *kRetransmissions = "Retransmissions";
constexpr const char *kForgottenFrames = "Frames that were forgotten";

using Path = std::initializer_list<const char *>;

// Walks down from the root, making the nodes that are not there yet, and counts one more in all of
// them but the first `above`.
void count(stats_tree *tree, Path path, std::size_t above = 0) {
    int id = 0;
    for (const char *const name : path) {
        const int more = above > 0 ? 0 : 1;
        above -= above > 0 ? 1 : 0;
        id = increase_stat_node(tree, name, id, name != *(path.end() - 1), more);
    }
}

// What is there from the start has a fixed order.
void init(stats_tree *tree) {
    const auto create = [tree](const char *parent, Path names) {
        const int id = stats_tree_create_node(tree, parent, 0, STAT_DT_INT, TRUE);
        for (const char *const name : names) {
            stats_tree_create_node(tree, name, id, STAT_DT_INT, TRUE);
        }
    };
    create(kAttempts, {kClass, kMethod, kScope, kRetry, kOrigin, kForm});
    create(kFindings, {});
    create(kMessages, {kRequests, kResponses, kCopies, kRetransmissions});
}

// The first final response at the originator's hop to a request outside a dialog, pings apart.
bool ends_attempt(const MessageRecord &message) {
    return message.is_new_final && message.method != sip::Method::Options &&
           message.method != sip::Method::Cancel && message.transaction->request_captured() &&
           !message.transaction->request.in_dialog && !message.transaction->is_branch();
}

void count_attempt(stats_tree *tree, const MessageRecord &message) {
    const std::string status = report::status_text(message.code);
    const char *const response_class = token(knowledge::response_class(message.code));
    count(tree, {kAttempts});
    count(tree, {kAttempts, kClass, response_class, status.c_str()}, 1);
    count(tree, {kAttempts, kMethod, sip::method_name(message.method), status.c_str()}, 1);
    const diagnosis::Verdict *const verdict = message.verdict;
    if (verdict == nullptr) {
        return;
    }
    count(tree, {kAttempts, kScope, token(verdict->scope)}, 1);
    count(tree, {kAttempts, kRetry, token(verdict->retry.headline)}, 1);
    count(tree, {kAttempts, kOrigin, knowledge::token(verdict->origin.node)}, 1);
    if (verdict->target != nullptr) {
        count(tree, {kAttempts, kForm, token(verdict->target->form)}, 1);
    }
}

void count_findings(stats_tree *tree, const MessageRecord &message, std::uint32_t frame) {
    for (const diagnosis::Found *found = message.findings; found != nullptr; found = found->next) {
        count(tree, {kFindings, found->rule->id});
    }
    const diagnosis::LateFindings late = current_analysis()->late_findings(message, frame);
    for (std::size_t i = 0; i < late.count; ++i) {
        count(tree, {kFindings, late.found.at(i).rule->id});
    }
}

void count_message(stats_tree *tree, const MessageRecord &message) {
    if (message.repetition.copy_of != 0) {
        count(tree, {kMessages, kCopies});
    } else if (message.repetition.retransmission_of != 0) {
        count(tree, {kMessages, kRetransmissions});
    } else if (message.code == 0) {
        count(tree, {kMessages, kRequests, sip::method_name(message.method)});
    } else {
        count(tree, {kMessages, kResponses, report::status_text(message.code).c_str()});
    }
}

tap_packet_status see_packet(stats_tree *tree, packet_info *pinfo, epan_dissect_t * /*edt*/,
                             const void *record, tap_flags_t /*flags*/) {
    return guarded([&] {
        for (const auto *message = static_cast<const MessageRecord *>(record); message != nullptr;
             message = message->next) {
            if (message->forgotten) {
                count(tree, {kMessages, kForgottenFrames});
            }
            if (message->internal_error || message->forgotten) {
                continue;
            }
            count_message(tree, *message);
            count_findings(tree, *message, pinfo->num);
            if (ends_attempt(*message)) {
                count_attempt(tree, *message);
            }
        }
    });
}

} // namespace

void register_tree() {
    // In the Statistics menu; in 4.0 only there are those of plugins shown.
    stats_tree_register_plugin(kTapName, kTapName, "IMS Failures", 0, see_packet, init, nullptr);
}

} // namespace imsfail::taps
