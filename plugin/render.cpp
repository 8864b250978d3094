// imsfail: the fields, and how the messages of a frame are shown
//
// Nothing of a non-trivial type is alive while an epan function runs, since epan reports errors by
// longjmp.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "render.h"

#include <wireshark.h>

#include <epan/expert.h>

#include "sip_extract.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <string>

namespace imsfail {

using diagnosis::Authority;
using diagnosis::Context;
using diagnosis::Found;
using diagnosis::Group;
using diagnosis::LateFindings;
using diagnosis::LateFound;
using diagnosis::Origin;
using diagnosis::ReasonValue;
using diagnosis::Rule;
using diagnosis::Target;
using diagnosis::Theme;
using diagnosis::Verdict;
using knowledge::Severity;
using model::Attempt;
using model::Call;
using model::RelatedCall;
using model::Transaction;

static int proto_imsfail = -1;

static int hf_imsfail_access = -1;
static int hf_imsfail_ack_in = -1;
static int hf_imsfail_authority = -1;
static int hf_imsfail_authority_evidence = -1;
static int hf_imsfail_branches = -1;
static int hf_imsfail_call = -1;
static int hf_imsfail_call_failed = -1;
static int hf_imsfail_call_final_code = -1;
static int hf_imsfail_call_method = -1;
static int hf_imsfail_call_outcome = -1;
static int hf_imsfail_call_related = -1;
static int hf_imsfail_call_related_evidence = -1;
static int hf_imsfail_cannot_tell = -1;
static int hf_imsfail_category = -1;
static int hf_imsfail_cause = -1;
static int hf_imsfail_class = -1;
static int hf_imsfail_code = -1;
static int hf_imsfail_copy_of = -1;
static int hf_imsfail_direction = -1;
static int hf_imsfail_failure = -1;
static int hf_imsfail_finding = -1;
static int hf_imsfail_finding_in = -1;
static int hf_imsfail_finding_meaning = -1;
static int hf_imsfail_finding_next_step = -1;
static int hf_imsfail_finding_spec = -1;
static int hf_imsfail_global = -1;
static int hf_imsfail_icid = -1;
static int hf_imsfail_icmp_error_in = -1;
static int hf_imsfail_ims = -1;
static int hf_imsfail_ims_evidence = -1;
static int hf_imsfail_inspect = -1;
static int hf_imsfail_interface = -1;
static int hf_imsfail_kind = -1;
static int hf_imsfail_meaning = -1;
static int hf_imsfail_next_message = -1;
static int hf_imsfail_next_step = -1;
static int hf_imsfail_origin = -1;
static int hf_imsfail_origin_address = -1;
static int hf_imsfail_origin_evidence = -1;
static int hf_imsfail_origin_frame = -1;
static int hf_imsfail_path = -1;
static int hf_imsfail_phrase = -1;
static int hf_imsfail_procedure = -1;
static int hf_imsfail_rang = -1;
static int hf_imsfail_reason_cause = -1;
static int hf_imsfail_reason_location = -1;
static int hf_imsfail_reason_name = -1;
static int hf_imsfail_reason_protocol = -1;
static int hf_imsfail_reason_text = -1;
static int hf_imsfail_request_in = -1;
static int hf_imsfail_response_in = -1;
static int hf_imsfail_response_time = -1;
static int hf_imsfail_retransmission_of = -1;
static int hf_imsfail_retry = -1;
static int hf_imsfail_retry_advice = -1;
static int hf_imsfail_retry_after = -1;
static int hf_imsfail_retry_change = -1;
static int hf_imsfail_retry_elsewhere = -1;
static int hf_imsfail_retry_in = -1;
static int hf_imsfail_retry_later = -1;
static int hf_imsfail_retry_modified = -1;
static int hf_imsfail_retry_not_before = -1;
static int hf_imsfail_retry_of = -1;
static int hf_imsfail_retry_proxy = -1;
static int hf_imsfail_retry_same = -1;
static int hf_imsfail_scope = -1;
static int hf_imsfail_security = -1;
static int hf_imsfail_spec = -1;
static int hf_imsfail_target_form = -1;
static int hf_imsfail_target_host = -1;
static int hf_imsfail_target_number = -1;
static int hf_imsfail_target_number_form = -1;
static int hf_imsfail_target_scheme = -1;
static int hf_imsfail_target_uri = -1;
static int hf_imsfail_target_user = -1;
static int hf_imsfail_transaction = -1;

static int ett_imsfail = -1;
static int ett_imsfail_call = -1;
static int ett_imsfail_context = -1;
static int ett_imsfail_finding = -1;
static int ett_imsfail_origin = -1;
static int ett_imsfail_reason = -1;
static int ett_imsfail_related = -1;
static int ett_imsfail_retry = -1;
static int ett_imsfail_status = -1;
static int ett_imsfail_target = -1;

namespace {

// An expert info has one severity, so a rule with several has one for each; they share the filter
// name. Wireshark keeps pointers to all of this.
struct ExpertInfo {
    const Rule *rule;
    Severity severity;
    std::string filter;
    expert_field field = EI_INIT;
    ei_register_info registration = {};
};
std::deque<ExpertInfo> expert_infos;

constexpr Severity kSeverities[] = {Severity::Chat, Severity::Note, Severity::Warn,
                                    Severity::Error};

int wireshark_severity(Severity severity) {
    switch (severity) {
    case Severity::Chat:
        return PI_CHAT;
    case Severity::Note:
        return PI_NOTE;
    case Severity::Warn:
        return PI_WARN;
    case Severity::Error:
        break;
    }
    return PI_ERROR;
}

int wireshark_group(Group group) {
    switch (group) {
    case Group::ResponseCode:
        return PI_RESPONSE_CODE;
    case Group::Protocol:
        return PI_PROTOCOL;
    case Group::Sequence:
        return PI_SEQUENCE;
    case Group::Assumption:
        break;
    }
    return PI_ASSUMPTION;
}

void register_expert_info(expert_module_t *module, ExpertInfo &info) {
    info.registration = {&info.field,
                         {info.filter.c_str(), wireshark_group(info.rule->group),
                          wireshark_severity(info.severity), info.rule->title, EXPFILL}};
    expert_register_field_array(module, &info.registration, 1);
}

// One for each rule and severity.
void register_expert_infos(expert_module_t *module) {
    for (const Theme &theme : diagnosis::themes()) {
        for (const Rule &rule : theme.rules) {
            for (const Severity severity : kSeverities) {
                if (rule.severities.contain(severity)) {
                    expert_infos.push_back({.rule = &rule,
                                            .severity = severity,
                                            .filter = std::string("imsfail.finding.") + rule.id});
                    register_expert_info(module, expert_infos.back());
                }
            }
        }
    }
}

// The expert info of a rule with the severity nearest to the one asked for.
expert_field *expert_field_of(const Rule &rule, Severity severity) {
    expert_field *nearest = nullptr;
    for (ExpertInfo &info : expert_infos) {
        if (info.rule == &rule && (nearest == nullptr || info.severity <= severity)) {
            nearest = &info.field;
        }
    }
    return nearest;
}

// What is shown, and where.
struct Packet {
    packet_info *pinfo;
    tvbuff_t *tvb;
    proto_tree *tree;
    const Analysis &analysis;
};

// Adds items without bytes of their own, all marked as generated, to one tree.
class Items {
  public:
    Items(proto_tree *tree, tvbuff_t *tvb) : tree_(tree), tvb_(tvb) {}

    proto_item *text(int hf, const char *value) const {
        return value == nullptr ? nullptr
                                : generated(proto_tree_add_string(tree_, hf, tvb_, 0, 0, value));
    }
    void texts(int hf, std::span<const char *const> values) const {
        for (const char *const value : values) {
            text(hf, value);
        }
    }
    /// A field whose label is not its value.
    proto_item *token(int hf, const char *value, const char *words) const {
        return generated(
            proto_tree_add_string_format_value(tree_, hf, tvb_, 0, 0, value, "%s", words));
    }
    /// A field with words behind it, if there are any.
    proto_item *explained(int hf, const char *value, const char *words) const {
        return words == nullptr ? text(hf, value)
                                : generated(proto_tree_add_string_format_value(
                                      tree_, hf, tvb_, 0, 0, value, "%s (%s)", value, words));
    }
    proto_item *number(int hf, uint32_t value) const {
        return generated(proto_tree_add_uint(tree_, hf, tvb_, 0, 0, value));
    }
    void flag(int hf, bool value) const {
        generated(proto_tree_add_boolean(tree_, hf, tvb_, 0, 0, value));
    }
    void time(int hf, int64_t nanoseconds) const {
        constexpr int64_t kSecond = 1'000'000'000;
        nstime_t value{};
        value.secs = static_cast<time_t>(nanoseconds / kSecond);
        value.nsecs = static_cast<int>(nanoseconds % kSecond);
        generated(proto_tree_add_time(tree_, hf, tvb_, 0, 0, &value));
    }
    Items below(proto_item *item, int ett) const {
        return {proto_item_add_subtree(item, ett), tvb_};
    }
    Items group(int ett, const char *label) const {
        proto_item *item = nullptr;
        proto_tree *const tree = proto_tree_add_subtree(tree_, tvb_, 0, 0, ett, &item, label);
        generated(item);
        return {tree, tvb_};
    }
    proto_tree *tree() const {
        return tree_;
    }
    tvbuff_t *tvb() const {
        return tvb_;
    }

  private:
    static proto_item *generated(proto_item *item) {
        proto_item_set_generated(item);
        return item;
    }

    proto_tree *tree_;
    tvbuff_t *tvb_;
};

// What stands below the line of our protocol.
Items items_below(proto_item *item, const Packet &packet) {
    return {proto_item_add_subtree(item, ett_imsfail), packet.tvb};
}

void add_status(const Items &items, const MessageRecord &message) {
    const auto &info = knowledge::response_info(message.code);
    const char *const response_class = token(knowledge::response_class(message.code));
    proto_item *const status = proto_tree_add_uint_format_value(
        items.tree(), hf_imsfail_code, items.tvb(), 0, 0, message.code, "%u %s (%s)", message.code,
        info.phrase, response_class);
    proto_item_set_generated(status);
    const Items details = items.below(status, ett_imsfail_status);
    details.text(hf_imsfail_phrase, info.phrase);
    details.text(hf_imsfail_class, response_class);
}

void add_retry(const Items &items, const Verdict &verdict) {
    const Items retry = items.below(
        items.token(hf_imsfail_retry, token(verdict.retry.headline), verdict.retry_words),
        ett_imsfail_retry);
    retry.flag(hf_imsfail_retry_same, verdict.retry.same);
    retry.flag(hf_imsfail_retry_modified, verdict.retry.modified);
    retry.flag(hf_imsfail_retry_later, verdict.retry.later);
    retry.flag(hf_imsfail_retry_elsewhere, verdict.retry.elsewhere);
    retry.text(hf_imsfail_retry_change, verdict.texts.change);
    if (verdict.retry_after) {
        retry.number(hf_imsfail_retry_after, *verdict.retry_after);
    }
    if (verdict.not_before_ns) {
        retry.time(hf_imsfail_retry_not_before, *verdict.not_before_ns);
    }
    retry.text(hf_imsfail_retry_advice, verdict.texts.advice);
    retry.text(hf_imsfail_retry_proxy, verdict.texts.proxy);
}

void add_target(const Items &items, const Target &target) {
    const Items parts =
        items.below(items.text(hf_imsfail_target_uri, target.uri), ett_imsfail_target);
    parts.text(hf_imsfail_target_scheme, target.scheme);
    parts.text(hf_imsfail_target_user, target.user);
    parts.text(hf_imsfail_target_host, target.host);
    parts.text(hf_imsfail_target_form, token(target.form));
    parts.text(hf_imsfail_target_number, target.number);
    parts.text(hf_imsfail_target_number_form, target.number_form);
}

void add_reason(const Items &items, const ReasonValue &reason) {
    const Items parts =
        items.below(items.explained(hf_imsfail_reason_protocol, reason.protocol, reason.layer),
                    ett_imsfail_reason);
    if (reason.cause) {
        parts.number(hf_imsfail_reason_cause, *reason.cause);
    }
    parts.text(hf_imsfail_reason_name, reason.name);
    parts.text(hf_imsfail_reason_text, reason.text);
    if (reason.location != nullptr) {
        parts.explained(hf_imsfail_reason_location, reason.location, reason.location_words);
    }
}

void add_context(const Items &items, const Context &context) {
    const Items group = items.group(ett_imsfail_context, context.summary);
    group.flag(hf_imsfail_ims, !context.ims_evidence.empty());
    group.texts(hf_imsfail_ims_evidence, context.ims_evidence);
    group.text(hf_imsfail_direction, diagnosis::token(context.direction));
    group.text(hf_imsfail_interface, diagnosis::token(context.reference_point));
    group.text(hf_imsfail_security, diagnosis::token(context.protection));
    group.text(hf_imsfail_access, context.access);
    group.text(hf_imsfail_icid, context.icid);
}

// A link to an earlier frame. It never reaches the frame itself: `tshark -2 -R` gives the number of
// a rejected frame to the next one.
void add_link_back(const Items &items, const Packet &packet, int hf, uint32_t frame) {
    if (frame != 0 && frame < packet.pinfo->num) {
        items.number(hf, frame);
    }
}

// A link to a later frame; in one pass it is not known yet.
void add_link_ahead(const Items &items, const Packet &packet, int hf, uint32_t frame) {
    if (frame > packet.pinfo->num) {
        items.number(hf, frame);
    }
}

void add_origin(const Items &items, const Packet &packet, const Origin &origin,
                const Authority *authority) {
    const Items parts =
        items.below(items.token(hf_imsfail_origin, knowledge::token(origin.node), origin.words),
                    ett_imsfail_origin);
    parts.text(hf_imsfail_origin_address, origin.address);
    if (origin.frame <= packet.pinfo->num) { // this frame or an earlier one: see add_link_back()
        parts.number(hf_imsfail_origin_frame, origin.frame);
    }
    parts.texts(hf_imsfail_origin_evidence, origin.evidence);
    parts.texts(hf_imsfail_path, origin.path);
    if (authority != nullptr) {
        parts.text(hf_imsfail_authority, diagnosis::token(authority->grade));
        parts.texts(hf_imsfail_authority_evidence, authority->evidence);
    }
}

bool is_request(const MessageRecord &message) {
    return message.code == 0 && !message.is_ack;
}

// The request that a response answers, an ACK acknowledges, or a CANCEL cancels. Only these two are
// tied to what came before them: an INVITE is tied to its CANCEL.
const Transaction *requested_by(const MessageRecord &message) {
    const Transaction &own = *message.transaction;
    if (!is_request(message)) {
        return &own;
    }
    const bool is_ack_of_2xx = own.attempt == nullptr;
    return is_ack_of_2xx || own.is_cancel() ? own.tied : nullptr;
}

void add_links(const Items &items, const Packet &packet, const MessageRecord &message) {
    const Transaction &transaction = *message.transaction;
    if (const Transaction *const request = requested_by(message)) {
        add_link_back(items, packet, hf_imsfail_request_in, request->request_frame());
    }
    if (message.code >= 200 && transaction.request_captured() &&
        transaction.request_frame() < packet.pinfo->num) {
        items.time(hf_imsfail_response_time,
                   frame_time_ns(packet.pinfo) - transaction.request_time_ns());
        if (transaction.ringing_frame != 0 && transaction.ringing_frame < packet.pinfo->num) {
            items.time(hf_imsfail_rang, frame_time_ns(packet.pinfo) - transaction.ringing_time_ns);
        }
    }
    if (is_request(message)) {
        add_link_ahead(items, packet, hf_imsfail_response_in, transaction.final.frame);
        add_link_ahead(items, packet, hf_imsfail_icmp_error_in, transaction.icmp_error_frame);
    } else if (message.code >= 300) {
        add_link_ahead(items, packet, hf_imsfail_ack_in, transaction.ack_frame);
    }
    add_link_back(items, packet, hf_imsfail_retransmission_of,
                  message.repetition.retransmission_of);
    add_link_back(items, packet, hf_imsfail_copy_of, message.repetition.copy_of);
    const Attempt *const attempt = transaction.attempt;
    if (attempt != nullptr && is_request(message) && attempt->root == &transaction) {
        add_link_back(items, packet, hf_imsfail_retry_of, attempt->retry_of);
    }
    if (attempt != nullptr && message.code >= 300 && !transaction.is_cancel()) {
        add_link_back(items, packet, hf_imsfail_finding_in, attempt->findings_frame);
        add_link_ahead(items, packet, hf_imsfail_finding_in, attempt->findings_frame);
    }
    if (attempt != nullptr && message.code >= 300 &&
        attempt->final().frame == transaction.final.frame) {
        add_link_ahead(items, packet, hf_imsfail_retry_in, attempt->retry_in);
    }
    if (is_request(message) && transaction.branches > 0) {
        items.number(hf_imsfail_branches, std::min(transaction.branches, uint32_t{UINT16_MAX}));
    }
}

void add_call(const Items &items, const Packet &packet, const MessageRecord &message) {
    const Call &call = *message.transaction->call;
    const int64_t now = packet.analysis.now_ns();
    const Items parts = items.below(items.number(hf_imsfail_call, call.index), ett_imsfail_call);
    parts.text(hf_imsfail_call_method, sip::method_name(call.method));
    parts.text(hf_imsfail_call_outcome, model::token(call.outcome(now)));
    parts.flag(hf_imsfail_call_failed, call.failed(now));
    if (call.final_code() != 0) {
        parts.number(hf_imsfail_call_final_code, call.final_code());
    }
    parts.number(hf_imsfail_transaction, message.transaction->index);
    for (const RelatedCall &leg : model::legs_of(call)) {
        if (leg.means_something()) {
            const Items related = parts.below(
                parts.number(hf_imsfail_call_related, leg.call->index), ett_imsfail_related);
            related.text(hf_imsfail_call_related_evidence, leg.evidence);
        }
    }
}

// Its meaning, next step and reference stand in the verdict already.
bool says_no_more_than_the_verdict(const Rule &rule) {
    return rule.on_every_hop && rule.action == nullptr;
}

// Raises a finding; without a tree it still reaches the taps.
void add_finding(const Items &items, const Packet &packet, const Rule &rule, Severity severity,
                 const char *text) {
    proto_item *const item = items.text(hf_imsfail_finding, rule.id);
    const Items details = items.below(item, ett_imsfail_finding);
    expert_add_info_format(packet.pinfo, item, expert_field_of(rule, severity), "%s", text);
    if (!says_no_more_than_the_verdict(rule)) {
        details.text(hf_imsfail_finding_meaning, rule.meaning);
        details.text(hf_imsfail_finding_next_step, rule.action);
        details.text(hf_imsfail_finding_spec, rule.clause);
    }
}

// The findings of a message: those it proves itself, then those that the rest of the capture
// decides.
void add_findings(const Items &items, const Packet &packet, const MessageRecord &message) {
    for (const Found *found = message.findings; found != nullptr; found = found->next) {
        add_finding(items, packet, *found->rule, found->severity, found->text);
    }
    const LateFindings late = packet.analysis.late_findings(message, packet.pinfo->num);
    for (size_t i = 0; i < late.count; ++i) {
        const LateFound &found = late.found[i];
        add_finding(items, packet, *found.rule, found.severity, found.text.data());
    }
}

// What a message has to do with others of the capture.
void add_relations(const Items &items, const Packet &packet, const MessageRecord &message) {
    if (message.transaction != nullptr) {
        add_links(items, packet, message);
        add_call(items, packet, message);
    }
}

// What the answer says, and what to do about it.
void add_verdict(const Items &items, const Verdict &verdict) {
    const auto &texts = verdict.texts;
    items.text(hf_imsfail_meaning, texts.meaning);
    items.text(hf_imsfail_scope, token(verdict.scope));
    items.flag(hf_imsfail_global, verdict.scope == knowledge::Scope::Global);
    items.flag(hf_imsfail_failure, verdict.kind == knowledge::Kind::Failure);
    items.text(hf_imsfail_kind, token(verdict.kind));
    items.text(hf_imsfail_category, token(verdict.category));
    items.text(hf_imsfail_procedure, verdict.procedure);
    items.text(hf_imsfail_cause, texts.cause);
    items.text(hf_imsfail_inspect, texts.inspect);
    items.text(hf_imsfail_next_step, texts.next_step);
    items.text(hf_imsfail_next_message, verdict.next_message);
    for (const ReasonValue &reason : verdict.reasons) {
        add_reason(items, reason);
    }
}

// In the order an engineer asks.
void render_failure(const Items &items, const Packet &packet, const MessageRecord &message) {
    const Verdict &verdict = *message.verdict;
    add_status(items, message);
    add_verdict(items, verdict);
    add_retry(items, verdict);
    if (verdict.target != nullptr) {
        add_target(items, *verdict.target);
    }
    add_origin(items, packet, verdict.origin, verdict.authority);
    add_findings(items, packet, message);
    add_relations(items, packet, message);
    add_context(items, verdict.context);
    items.texts(hf_imsfail_cannot_tell, verdict.cannot_tell);
    items.texts(hf_imsfail_spec, verdict.references);
}

void render_response(const Packet &packet, const MessageRecord &message) {
    const auto &info = knowledge::response_info(message.code);
    if (message.verdict != nullptr) {
        proto_item *const item =
            proto_tree_add_protocol_format(packet.tree, proto_imsfail, packet.tvb, 0, 0,
                                           "IMS Failure Analysis: %s", message.verdict->summary);
        render_failure(items_below(item, packet), packet, message);
        return;
    }
    proto_item *const item = proto_tree_add_protocol_format(
        packet.tree, proto_imsfail, packet.tvb, 0, 0, "IMS Failure Analysis: %u %s, %s",
        message.code, info.phrase, token(knowledge::response_class(message.code)));
    const Items items = items_below(item, packet);
    add_status(items, message);
    items.text(hf_imsfail_meaning, info.texts.meaning);
    add_findings(items, packet, message);
    add_relations(items, packet, message);
}

void render_request(const Packet &packet, const MessageRecord &message) {
    const Call &call = *message.transaction->call;
    proto_item *const item = proto_tree_add_protocol_format(
        packet.tree, proto_imsfail, packet.tvb, 0, 0, "IMS Failure Analysis: call %u (%s), %s",
        call.index, sip::method_name(call.method),
        model::token(call.outcome(packet.analysis.now_ns())));
    const Items items = items_below(item, packet);
    add_findings(items, packet, message);
    add_relations(items, packet, message);
}

// It lacks what calls and transactions are told by.
void render_unplaced_request(const Packet &packet, const MessageRecord &message) {
    proto_item *const item =
        proto_tree_add_protocol_format(packet.tree, proto_imsfail, packet.tvb, 0, 0,
                                       "IMS Failure Analysis: request that belongs to no call");
    add_findings(items_below(item, packet), packet, message);
}

void render_forgotten(const Packet &packet) {
    proto_item *const item = proto_tree_add_protocol_format(
        packet.tree, proto_imsfail, packet.tvb, 0, 0, "IMS Failure Analysis: forgotten");
    items_below(item, packet)
        .text(hf_imsfail_cannot_tell,
              wmem_strdup_printf(packet.pinfo->pool,
                                 "What this frame showed was forgotten: the preference "
                                 "imsfail.max_calls has %u calls remembered",
                                 packet.analysis.settings().max_calls));
}

void render_internal_error(const Packet &packet) {
    proto_item *const item = proto_tree_add_protocol_format(
        packet.tree, proto_imsfail, packet.tvb, 0, 0, "IMS Failure Analysis: not available");
    add_finding(items_below(item, packet), packet, diagnosis::internal_error(), Severity::Error,
                "The analysis of this frame failed; the rest of the dissection is not affected");
}

} // namespace

// NULL, not nullptr: upstream's checkers read these tables.
// NOLINTBEGIN(modernize-use-nullptr)
// clang-format off
static hf_register_info hf[] = {
    { &hf_imsfail_code,
      { "Status", "imsfail.code", FT_UINT16, BASE_DEC, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_phrase,
      { "Phrase", "imsfail.phrase", FT_STRING, BASE_NONE, NULL, 0,
        "The phrase registered with IANA, not the one on the wire", HFILL } },
    { &hf_imsfail_class,
      { "Class", "imsfail.class", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_meaning,
      { "Meaning", "imsfail.meaning", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_failure,
      { "Failure", "imsfail.failure", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "False for challenges, negotiation, redirection and other normal procedure", HFILL } },
    { &hf_imsfail_kind,
      { "Kind", "imsfail.kind", FT_STRING, BASE_NONE, NULL, 0,
        "Failure or which normal procedure", HFILL } },
    { &hf_imsfail_category,
      { "Category", "imsfail.category", FT_STRING, BASE_NONE, NULL, 0,
        "What the answer is about", HFILL } },
    { &hf_imsfail_scope,
      { "Scope", "imsfail.scope", FT_STRING, BASE_NONE, NULL, 0,
        "How far the answer reaches", HFILL } },
    { &hf_imsfail_global,
      { "Global", "imsfail.global", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "The answer is claimed to hold everywhere (6xx)", HFILL } },
    { &hf_imsfail_procedure,
      { "Procedure", "imsfail.procedure", FT_STRING, BASE_NONE, NULL, 0,
        "What the request was for", HFILL } },
    { &hf_imsfail_cause,
      { "Likely cause", "imsfail.cause", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_inspect,
      { "Inspect", "imsfail.inspect", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_next_step,
      { "Next step", "imsfail.next_step", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_next_message,
      { "Next message", "imsfail.next_message", FT_STRING, BASE_NONE, NULL, 0,
        "What normally follows on the wire", HFILL } },
    { &hf_imsfail_retry,
      { "Retry", "imsfail.retry", FT_STRING, BASE_NONE, NULL, 0,
        "Whether and how the request may be tried again", HFILL } },
    { &hf_imsfail_retry_same,
      { "Unchanged", "imsfail.retry.same", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "The same request may be sent again", HFILL } },
    { &hf_imsfail_retry_modified,
      { "Modified", "imsfail.retry.modified", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "A change to the request may cure it", HFILL } },
    { &hf_imsfail_retry_later,
      { "Later", "imsfail.retry.later", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "Time may cure it", HFILL } },
    { &hf_imsfail_retry_elsewhere,
      { "Elsewhere", "imsfail.retry.elsewhere", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "Another server, target, flow or branch may succeed", HFILL } },
    { &hf_imsfail_retry_change,
      { "What must change", "imsfail.retry.change", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_retry_after,
      { "Retry after (s)", "imsfail.retry.after", FT_UINT32, BASE_DEC, NULL, 0,
        "Seconds from the Retry-After header", HFILL } },
    { &hf_imsfail_retry_not_before,
      { "Not before", "imsfail.retry.not_before", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL, 0,
        "Time of this frame plus Retry-After", HFILL } },
    { &hf_imsfail_retry_advice,
      { "Caller", "imsfail.retry.advice", FT_STRING, BASE_NONE, NULL, 0,
        "What the caller may do", HFILL } },
    { &hf_imsfail_retry_proxy,
      { "Proxy", "imsfail.retry.proxy", FT_STRING, BASE_NONE, NULL, 0,
        "What a forking proxy does with the other branches", HFILL } },
    { &hf_imsfail_reason_protocol,
      { "Reason", "imsfail.reason.protocol", FT_STRING, BASE_NONE, NULL, 0,
        "Protocol of a Reason value", HFILL } },
    { &hf_imsfail_reason_cause,
      { "Cause", "imsfail.reason.cause", FT_UINT32, BASE_DEC, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_reason_name,
      { "Name", "imsfail.reason.name", FT_STRING, BASE_NONE, NULL, 0,
        "Name of the cause value", HFILL } },
    { &hf_imsfail_reason_text,
      { "Text", "imsfail.reason.text", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_reason_location,
      { "Location", "imsfail.reason.location", FT_STRING, BASE_NONE, NULL, 0,
        "Part of the network that released the call (RFC 8606)", HFILL } },
    { &hf_imsfail_target_uri,
      { "Target", "imsfail.target.uri", FT_STRING, BASE_NONE, NULL, 0,
        "The Request-URI that failed; for REGISTER the To address", HFILL } },
    { &hf_imsfail_target_scheme,
      { "Scheme", "imsfail.target.scheme", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_target_user,
      { "User", "imsfail.target.user", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_target_host,
      { "Host", "imsfail.target.host", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_target_number,
      { "Number", "imsfail.target.number", FT_STRING, BASE_NONE, NULL, 0,
        "Digits without plus sign and separators, of the international number where that is known",
        HFILL } },
    { &hf_imsfail_target_number_form,
      { "Number form", "imsfail.target.number_form", FT_STRING, BASE_NONE, NULL, 0,
        "Which form worked toward this next hop instead", HFILL } },
    { &hf_imsfail_target_form,
      { "Form", "imsfail.target.form", FT_STRING, BASE_NONE, NULL, 0,
        "How the target is written", HFILL } },
    { &hf_imsfail_origin,
      { "Origin", "imsfail.origin", FT_STRING, BASE_NONE, NULL, 0,
        "Node that made the failure", HFILL } },
    { &hf_imsfail_origin_address,
      { "Address", "imsfail.origin.address", FT_STRING, BASE_NONE, NULL, 0,
        "Address that first sent the failure in this capture", HFILL } },
    { &hf_imsfail_origin_frame,
      { "First seen in frame", "imsfail.origin.frame", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, NULL, HFILL } },
    { &hf_imsfail_origin_evidence,
      { "Evidence", "imsfail.origin.evidence", FT_STRING, BASE_NONE, NULL, 0,
        "What the origin rests on, the strongest first", HFILL } },
    { &hf_imsfail_path,
      { "Path", "imsfail.path", FT_STRING, BASE_NONE, NULL, 0,
        "One hop of the failure's way back, nearest the origin first", HFILL } },
    { &hf_imsfail_authority,
      { "Authority", "imsfail.authority", FT_STRING, BASE_NONE, NULL, 0,
        "How far to trust an answer that says that a user does not exist", HFILL } },
    { &hf_imsfail_authority_evidence,
      { "Authority evidence", "imsfail.authority.evidence", FT_STRING, BASE_NONE, NULL, 0,
        "What that rests on, the strongest first", HFILL } },
    { &hf_imsfail_request_in,
      { "Request in frame", "imsfail.request_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0, NULL, HFILL } },
    { &hf_imsfail_response_time,
      { "Response time", "imsfail.response_time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0,
        "Since the first sending of the request", HFILL } },
    { &hf_imsfail_rang,
      { "Rang", "imsfail.rang", FT_RELATIVE_TIME, BASE_NONE, NULL, 0,
        "Since the first 180", HFILL } },
    { &hf_imsfail_response_in,
      { "Response in frame", "imsfail.response_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0, "The final response", HFILL } },
    { &hf_imsfail_icmp_error_in,
      { "ICMP error in frame", "imsfail.icmp_error_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0, "The request did not arrive", HFILL } },
    { &hf_imsfail_ack_in,
      { "ACK in frame", "imsfail.ack_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, NULL, HFILL } },
    { &hf_imsfail_retransmission_of,
      { "Retransmission of", "imsfail.retransmission_of", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_RETRANS_PREV), 0, "The first sending", HFILL } },
    { &hf_imsfail_copy_of,
      { "Copy of", "imsfail.copy_of", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0,
        "The same sending, seen before elsewhere on its way", HFILL } },
    { &hf_imsfail_retry_of,
      { "Tries again after", "imsfail.retry_of", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, "The failure whose request this one repeats", HFILL } },
    { &hf_imsfail_retry_in,
      { "Tried again in", "imsfail.retry_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, NULL, HFILL } },
    { &hf_imsfail_branches,
      { "Branches", "imsfail.branches", FT_UINT16, BASE_DEC, NULL, 0,
        "Captured requests that this one was forked or forwarded into", HFILL } },
    { &hf_imsfail_call,
      { "Call", "imsfail.call", FT_UINT32, BASE_DEC, NULL, 0,
        "Index of the call", HFILL } },
    { &hf_imsfail_call_method,
      { "Method", "imsfail.call.method", FT_STRING, BASE_NONE, NULL, 0,
        "Method that began the call", HFILL } },
    { &hf_imsfail_call_outcome,
      { "Outcome", "imsfail.call.outcome", FT_STRING, BASE_NONE, NULL, 0,
        "How the call ended", HFILL } },
    { &hf_imsfail_call_failed,
      { "Call failed", "imsfail.call.failed", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "The outcome is failed or unanswered", HFILL } },
    { &hf_imsfail_call_final_code,
      { "Final code", "imsfail.call.final_code", FT_UINT16, BASE_DEC, NULL, 0,
        "Final status of the latest attempt", HFILL } },
    { &hf_imsfail_call_related,
      { "Related call", "imsfail.call.related", FT_UINT32, BASE_DEC, NULL, 0,
        "A call on another leg", HFILL } },
    { &hf_imsfail_call_related_evidence,
      { "Evidence", "imsfail.call.related.evidence", FT_STRING, BASE_NONE, NULL, 0,
        "What ties the two calls", HFILL } },
    { &hf_imsfail_transaction,
      { "Transaction", "imsfail.transaction", FT_UINT32, BASE_DEC, NULL, 0,
        "Index of the transaction", HFILL } },
    { &hf_imsfail_ims,
      { "IMS", "imsfail.ims", FT_BOOLEAN, BASE_NONE, NULL, 0,
        "The request or the failure show 3GPP IMS, on any hop so far", HFILL } },
    { &hf_imsfail_ims_evidence,
      { "IMS evidence", "imsfail.ims.evidence", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_direction,
      { "Direction", "imsfail.direction", FT_STRING, BASE_NONE, NULL, 0,
        "The way of the response", HFILL } },
    { &hf_imsfail_interface,
      { "Interface", "imsfail.interface", FT_STRING, BASE_NONE, NULL, 0,
        "Reference point of this hop", HFILL } },
    { &hf_imsfail_security,
      { "Security", "imsfail.security", FT_STRING, BASE_NONE, NULL, 0,
        "What protected the response on this hop", HFILL } },
    { &hf_imsfail_access,
      { "Access", "imsfail.access", FT_STRING, BASE_NONE, NULL, 0,
        "Access type and cell from P-Access-Network-Info", HFILL } },
    { &hf_imsfail_icid,
      { "ICID", "imsfail.icid", FT_STRING, BASE_NONE, NULL, 0,
        "IMS charging identity from P-Charging-Vector", HFILL } },
    { &hf_imsfail_cannot_tell,
      { "Cannot tell", "imsfail.cannot_tell", FT_STRING, BASE_NONE, NULL, 0,
        "What the capture does not show", HFILL } },
    { &hf_imsfail_spec,
      { "Reference", "imsfail.spec", FT_STRING, BASE_NONE, NULL, 0,
        "Clause behind the verdict", HFILL } },
    { &hf_imsfail_finding,
      { "Finding", "imsfail.finding", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    { &hf_imsfail_finding_in,
      { "Findings in frame", "imsfail.finding_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0,
        "Where this failure has its findings, which are told once", HFILL } },
    { &hf_imsfail_finding_meaning,
      { "Meaning", "imsfail.finding_meaning", FT_STRING, BASE_NONE, NULL, 0,
        "What the finding means", HFILL } },
    { &hf_imsfail_finding_next_step,
      { "Next step", "imsfail.finding_next_step", FT_STRING, BASE_NONE, NULL, 0,
        "What to do about the finding, or to check next", HFILL } },
    { &hf_imsfail_finding_spec,
      { "Reference", "imsfail.finding_spec", FT_STRING, BASE_NONE, NULL, 0,
        "Clause behind the finding", HFILL } },
};

static int *ett[] = {
    &ett_imsfail,
    &ett_imsfail_call,
    &ett_imsfail_context,
    &ett_imsfail_finding,
    &ett_imsfail_origin,
    &ett_imsfail_reason,
    &ett_imsfail_related,
    &ett_imsfail_retry,
    &ett_imsfail_status,
    &ett_imsfail_target,
};
// clang-format on
// NOLINTEND(modernize-use-nullptr)

void register_fields(int proto) {
    proto_imsfail = proto;
    proto_register_field_array(proto, hf, static_cast<int>(std::size(hf)));
    proto_register_subtree_array(ett, static_cast<int>(std::size(ett)));
    register_expert_infos(expert_register_protocol(proto));
}

void render(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const Analysis &analysis,
            const MessageRecord &first) {
    // Findings go to the taps where nobody looks, too.
    const bool looked_at = proto_field_is_referenced(tree, proto_imsfail) ||
                           proto_field_is_referenced(tree, proto_expert);
    const Packet packet{pinfo, tvb, looked_at ? tree : nullptr, analysis};
    for (const MessageRecord *message = &first; message != nullptr; message = message->next) {
        if (message->internal_error) {
            render_internal_error(packet);
        } else if (message->forgotten) {
            render_forgotten(packet);
        } else if (!looked_at) {
            add_findings(Items(nullptr, tvb), packet, *message);
        } else if (message->code != 0) {
            render_response(packet, *message);
        } else if (message->transaction != nullptr) {
            render_request(packet, *message);
        } else if (message->findings != nullptr) {
            render_unplaced_request(packet, *message);
        }
    }
}

} // namespace imsfail
