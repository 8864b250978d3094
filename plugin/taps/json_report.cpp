// imsfail: the report as JSON lines
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/json_report.h"

#include <wireshark.h>

#include <wsutil/json_dumper.h>

#include "diagnosis/verdict.h"
#include "knowledge/nodes.h"
#include "knowledge/responses.h"
#include "model/attempt.h"
#include "report/words.h"
#include "sip/display_text.h"
#include "sip/method.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imsfail::taps {

using diagnosis::Verdict;
using model::Attempt;
using model::Call;
using model::Outcome;
using model::Transaction;
using report::Evidence;
using report::Finding;

namespace {

// Writes one line. What is absent is left out. The line is put together in memory, since
// json_dumper writes it character by character.
class Line {
  public:
    Line() {
        dumper_.output_string = g_string_sized_new(4096);
        dumper_.flags = JSON_DUMPER_FLAGS_NO_DEBUG; // else it ends the program if memory runs out
        json_dumper_begin_object(&dumper_);
    }
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;
    ~Line() {
        json_dumper_end_object(&dumper_);
        json_dumper_finish(&dumper_); // with the end of the line
        GString *const text = dumper_.output_string;
        std::fwrite(text->str, 1, text->len, stdout);
        g_string_free(text, TRUE);
    }

    // A text that is fit to be shown: json_dumper passes invalid UTF-8 through.
    void text(const char *name, const char *value) {
        if (value != nullptr && *value != '\0') {
            json_dumper_set_member_name(&dumper_, name);
            json_dumper_value_string(&dumper_, value);
        }
    }
    void text(const char *name, const std::string &value) {
        text(name, value.c_str());
    }
    // What a message says.
    void bytes(const char *name, std::string_view value) {
        text(name, sip::display_text(value));
    }
    void texts(const char *name, std::span<const char *const> values) {
        if (!values.empty()) {
            array(name, values,
                  [this](const char *value) { json_dumper_value_string(&dumper_, value); });
        }
    }
    void number(const char *name, std::uint64_t value) {
        json_dumper_set_member_name(&dumper_, name);
        json_dumper_value_anyf(&dumper_, "%" PRIu64, value);
    }
    // 0 means that there is none.
    void frame(const char *name, std::uint32_t frame) {
        if (frame != 0) {
            number(name, frame);
        }
    }
    void flag(const char *name, bool value) {
        json_dumper_set_member_name(&dumper_, name);
        json_dumper_value_anyf(&dumper_, value ? "true" : "false");
    }
    // In seconds: a point in time since the epoch, or a duration.
    void seconds(const char *name, std::int64_t ns) {
        constexpr std::int64_t kSecond = 1'000'000'000;
        const char *const sign = ns < 0 ? "-" : "";
        const std::int64_t positive = ns < 0 ? -ns : ns;
        json_dumper_set_member_name(&dumper_, name);
        json_dumper_value_anyf(&dumper_, "%s%" PRId64 ".%09" PRId64, sign, positive / kSecond,
                               positive % kSecond);
    }
    template <typename Write> void object(const char *name, Write write) {
        json_dumper_set_member_name(&dumper_, name);
        element(write);
    }
    // One of an array.
    template <typename Write> void element(Write write) {
        json_dumper_begin_object(&dumper_);
        write();
        json_dumper_end_object(&dumper_);
    }
    template <typename Items, typename Write>
    void array(const char *name, const Items &items, Write write) {
        json_dumper_set_member_name(&dumper_, name);
        json_dumper_begin_array(&dumper_);
        for (const auto &item : items) {
            write(item);
        }
        json_dumper_end_array(&dumper_);
    }
    void value(std::uint64_t value) {
        json_dumper_value_anyf(&dumper_, "%" PRIu64, value);
    }

  private:
    json_dumper dumper_ = {};
};

void write_call(Line &line, const Call &call, std::int64_t now_ns) {
    line.number("imsfail.call", call.index);
    line.text("imsfail.call.method", sip::method_name(call.method));
    line.text("imsfail.call.outcome", model::token(call.outcome(now_ns)));
    line.flag("imsfail.call.failed", call.failed(now_ns));
    if (call.final_code() != 0) {
        line.number("imsfail.call.final_code", call.final_code());
    }
    std::vector<const model::RelatedCall *> legs;
    for (const model::RelatedCall &leg : model::legs_of(call)) {
        if (leg.means_something()) {
            legs.push_back(&leg);
        }
    }
    if (!legs.empty()) {
        line.array("related_calls", legs, [&line](const model::RelatedCall *leg) {
            line.element([&] {
                line.number("imsfail.call.related", leg->call->index);
                line.text("imsfail.call.related.evidence", leg->evidence);
            });
        });
    }
}

void write_names(Line &line, const Transaction &transaction, bool with_to_tag) {
    if (const model::Identifiers *const names = transaction.identifiers) {
        line.bytes("sip.Call-ID", names->call_id);
        line.bytes("sip.from.addr", names->from);
        line.bytes("sip.from.tag", names->from_tag);
        line.bytes("sip.to.addr", names->to);
        if (with_to_tag) {
            line.bytes("sip.to.tag", names->to_tag);
        }
        line.number("sip.CSeq.seq", names->cseq);
        line.bytes("sip.CSeq.method", names->method);
    }
}

void write_status(Line &line, std::uint16_t code) {
    line.number("imsfail.code", code);
    line.text("imsfail.phrase", knowledge::response_info(code).phrase);
    line.text("imsfail.class", token(knowledge::response_class(code)));
}

void write_retry(Line &line, const Verdict &verdict) {
    line.text("imsfail.retry", token(verdict.retry.headline));
    line.flag("imsfail.retry.same", verdict.retry.same);
    line.flag("imsfail.retry.modified", verdict.retry.modified);
    line.flag("imsfail.retry.later", verdict.retry.later);
    line.flag("imsfail.retry.elsewhere", verdict.retry.elsewhere);
    line.text("imsfail.retry.change", verdict.texts.change);
    line.text("imsfail.retry.advice", verdict.texts.advice);
    line.text("imsfail.retry.proxy", verdict.texts.proxy);
    if (verdict.retry_after) {
        line.number("imsfail.retry.after", *verdict.retry_after);
    }
    if (verdict.not_before_ns) {
        line.seconds("imsfail.retry.not_before", *verdict.not_before_ns);
    }
}

void write_reason(Line &line, const diagnosis::ReasonValue &reason) {
    line.text("imsfail.reason.protocol", reason.protocol);
    if (reason.cause) {
        line.number("imsfail.reason.cause", *reason.cause);
    }
    line.text("imsfail.reason.name", reason.name);
    line.text("imsfail.reason.text", reason.text);
    line.text("imsfail.reason.location", reason.location);
}

void write_target(Line &line, const diagnosis::Target &target) {
    line.text("imsfail.target.uri", target.uri);
    line.text("imsfail.target.scheme", target.scheme);
    line.text("imsfail.target.user", target.user);
    line.text("imsfail.target.host", target.host);
    line.text("imsfail.target.number", target.number);
    line.text("imsfail.target.number_form", target.number_form);
    line.text("imsfail.target.form", token(target.form));
}

void write_origin(Line &line, const Verdict &verdict) {
    const diagnosis::Origin &origin = verdict.origin;
    line.text("imsfail.origin", knowledge::token(origin.node));
    line.text("imsfail.origin.address", origin.address);
    line.frame("imsfail.origin.frame", origin.frame);
    line.texts("imsfail.origin.evidence", origin.evidence);
    line.texts("imsfail.path", origin.path);
    if (verdict.authority != nullptr) {
        line.text("imsfail.authority", diagnosis::token(verdict.authority->grade));
        line.texts("imsfail.authority.evidence", verdict.authority->evidence);
    }
}

void write_context(Line &line, const diagnosis::Context &context) {
    line.flag("imsfail.ims", !context.ims_evidence.empty());
    line.texts("imsfail.ims.evidence", context.ims_evidence);
    line.text("imsfail.direction", diagnosis::token(context.direction));
    line.text("imsfail.interface", diagnosis::token(context.reference_point));
    line.text("imsfail.security", diagnosis::token(context.protection));
    line.text("imsfail.access", context.access);
    line.text("imsfail.icid", context.icid);
}

void write_verdict(Line &line, const Verdict &verdict) {
    line.text("imsfail.meaning", verdict.texts.meaning);
    line.flag("imsfail.failure", verdict.kind == knowledge::Kind::Failure);
    line.text("imsfail.kind", token(verdict.kind));
    line.text("imsfail.category", token(verdict.category));
    line.text("imsfail.scope", token(verdict.scope));
    line.flag("imsfail.global", verdict.scope == knowledge::Scope::Global);
    line.text("imsfail.cause", verdict.texts.cause);
    line.text("imsfail.inspect", verdict.texts.inspect);
    line.text("imsfail.next_step", verdict.texts.next_step);
    line.text("imsfail.procedure", verdict.procedure);
    line.text("imsfail.next_message", verdict.next_message);
    write_retry(line, verdict);
    if (!verdict.reasons.empty()) {
        line.array("reasons", verdict.reasons, [&line](const diagnosis::ReasonValue &reason) {
            line.element([&] { write_reason(line, reason); });
        });
    }
    if (verdict.target != nullptr) {
        write_target(line, *verdict.target);
    }
    write_origin(line, verdict);
    write_context(line, verdict.context);
    line.texts("imsfail.cannot_tell", verdict.cannot_tell);
    line.texts("imsfail.spec", verdict.references);
}

void write_branch(Line &line, const Transaction &hop) {
    if (hop.parent != nullptr) {
        line.number("parent", hop.parent->index);
    }
    switch (hop.edge) {
    case model::Edge::Root:
        break;
    case model::Edge::Next:
        line.text("edge", "next");
        break;
    case model::Edge::Gap:
        line.text("edge", "gap");
        break;
    case model::Edge::Inferred:
        line.text("edge", "inferred");
        break;
    }
    switch (hop.branch_kind()) {
    case model::BranchKind::Only:
        break;
    case model::BranchKind::Parallel:
        line.text("branch", "parallel");
        break;
    case model::BranchKind::SerialFork:
        line.text("branch", "serial-fork");
        break;
    case model::BranchKind::Failover:
        line.text("branch", "failover");
        break;
    }
}

// Of the request; where only responses were captured, the other way round.
void write_route(Line &line, const Transaction &hop) {
    const model::Path *path = hop.path();
    if (path == nullptr && hop.messages.next != nullptr) {
        path = hop.messages.next->seen.path();
    }
    if (path == nullptr) {
        return;
    }
    const model::Endpoint &from = path->route.source;
    const model::Endpoint &to = path->route.destination;
    const bool is_request = hop.path() != nullptr;
    line.text("source", report::endpoint_text(is_request ? from : to));
    line.text("destination", report::endpoint_text(is_request ? to : from));
    line.text("transport", report::transport_name(path->route.transport));
}

// Codes of the provisional responses, each once.
std::vector<std::uint16_t> provisionals(const Transaction &hop) {
    std::vector<std::uint16_t> codes;
    for (const model::TransactionMessage &message : model::answers_of(hop)) {
        if (message.code >= 100 && message.code < 200) {
            codes.push_back(message.code);
        }
    }
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
}

void write_hop(Line &line, const Transaction &hop, const Evidence &evidence) {
    line.number("imsfail.transaction", hop.index);
    if (hop.request_captured()) {
        write_branch(line, hop);
    }
    if (hop.identifiers != nullptr) {
        line.bytes("sip.Via.branch", hop.identifiers->branch);
    }
    write_route(line, hop);
    if (hop.request_captured()) {
        line.number("frame.number", hop.request_frame());
        line.seconds("frame.time_epoch", hop.request_time_ns());
    }
    if (const std::vector<std::uint16_t> codes = provisionals(hop); !codes.empty()) {
        line.array("provisional", codes, [&line](std::uint16_t code) { line.value(code); });
    }
    line.frame("imsfail.icmp_error_in", hop.icmp_error_frame);
    if (!hop.has_final()) {
        return;
    }
    line.number("imsfail.code", hop.final.code);
    line.number("imsfail.response_in", hop.final.frame);
    line.seconds("final_time", hop.final.time_ns);
    line.frame("imsfail.ack_in", hop.ack_frame);
    if (const Verdict *const verdict = evidence.verdict(hop)) {
        line.text("imsfail.kind", token(verdict->kind));
        line.text("imsfail.scope", token(verdict->scope));
        line.text("imsfail.retry", token(verdict->retry.headline));
    }
}

void write_findings(Line &line, const std::vector<Finding> &findings) {
    line.array("findings", findings, [&line](const Finding &finding) {
        line.element([&] {
            line.number("frame.number", finding.frame);
            line.text("imsfail.finding", finding.rule->id);
            line.text("severity", token(finding.severity));
            line.text("text", finding.text);
        });
    });
}

void write_frame(Line &line, const char *name, std::uint32_t frame) {
    if (frame != 0) {
        line.object(name, [&] { line.number("frame.number", frame); });
    }
}

// What of an attempt is not in this capture.
void write_completeness(Line &line, std::span<const char *const> missing) {
    line.flag("complete", missing.empty());
    line.texts("missing", missing);
}

// How far the capture goes, and what of it is not told.
void write_capture(Line &line, const Evidence &evidence) {
    line.seconds("capture_end", evidence.now_ns());
    if (evidence.analysis().forgotten_calls() != 0) {
        line.number("forgotten_calls", evidence.analysis().forgotten_calls());
    }
}

void write_attempt(const Attempt &attempt, const Evidence &evidence) {
    Line line;
    const Transaction &root = *attempt.root;
    const Outcome outcome = attempt.outcome(evidence.now_ns());
    write_call(line, *attempt.call, evidence.now_ns());
    write_names(line, root, true);
    line.bytes("sip.r-uri", root.request.target_uri);
    line.flag("in_dialog", !attempt.is_initial());
    line.text("outcome", model::token(outcome));
    line.flag("cancelled", attempt.cancelled);
    constexpr std::array kMissing = {"final"};
    const bool may_end = attempt.final().frame == 0 && outcome != Outcome::Unanswered;
    write_completeness(line, std::span<const char *const>(kMissing).first(may_end ? 1 : 0));
    line.number("frame.number", root.request_frame());
    line.seconds("frame.time_epoch", root.request_time_ns());
    line.seconds("deadline", attempt.deadline_ns());
    write_capture(line, evidence);
    write_frame(line, "retry_of", attempt.retry_of);
    write_frame(line, "retry_in", attempt.retry_in);
    if (attempt.final().frame != 0) {
        write_status(line, attempt.final().code);
    }
    if (const Verdict *const verdict = evidence.verdict(attempt)) {
        write_verdict(line, *verdict);
    } else {
        line.bytes("imsfail.icid", root.request.icid);
    }
    std::vector<const Transaction *> hops;
    for (const Transaction &hop : model::all_from_latest(attempt.latest)) {
        hops.push_back(&hop);
    }
    std::reverse(hops.begin(), hops.end());
    line.array("hops", hops, [&](const Transaction *hop) {
        line.element([&] { write_hop(line, *hop, evidence); });
    });
    write_findings(line, evidence.findings(attempt));
}

void write_unrequested(const Transaction &transaction, const Evidence &evidence) {
    Line line;
    write_call(line, *transaction.call, evidence.now_ns());
    write_names(line, transaction, false);
    line.flag("in_dialog", false);
    line.text("outcome", model::token(transaction.outcome));
    line.flag("cancelled", false);
    constexpr std::array kMissing = {"request"};
    write_completeness(line, kMissing);
    write_capture(line, evidence);
    write_status(line, transaction.final.code);
    if (const Verdict *const verdict = evidence.verdict(transaction)) {
        write_verdict(line, *verdict);
    }
    line.array("hops", std::array{&transaction}, [&](const Transaction *hop) {
        line.element([&] { write_hop(line, *hop, evidence); });
    });
    write_findings(line, evidence.findings(transaction));
}

class JsonReport final : public EndReport {
  public:
    void take_in(const Evidence &evidence, const report::Selection &selection,
                 bool /*all*/) override {
        report::for_each_call(evidence.analysis(), selection, [&](const Call &call) {
            for (const Attempt &attempt : model::attempts_of(call)) {
                write_attempt(attempt, evidence);
            }
        });
        evidence.for_each_unrequested([&](const Transaction &transaction) {
            const model::Identifiers *const names = transaction.identifiers;
            const bool is_cancel = names != nullptr && names->method == "CANCEL";
            if (selection.contains(*transaction.call) && !is_cancel) {
                write_unrequested(transaction, evidence);
            }
        });
    }
    void print(const report::Repetitions & /*repetitions*/) override {}
};

} // namespace

std::unique_ptr<EndReport> make_json_report() {
    return std::make_unique<JsonReport>();
}

} // namespace imsfail::taps
