// imsfail: what one failure response means
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/verdict.h"

#include "diagnosis/circumstances.h"
#include "diagnosis/target_evidence.h"
#include "diagnosis/wording.h"
#include "knowledge/causes.h"
#include "knowledge/methods.h"
#include "knowledge/variants.h"
#include "sip/display_text.h"
#include "sip/reason.h"
#include "sip/retry_after.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace imsfail::diagnosis {

using knowledge::Circumstance;
using knowledge::Finding;
using knowledge::Kind;
using knowledge::Retry;
using knowledge::Scope;
using knowledge::Severity;
using knowledge::Texts;
using knowledge::Variant;
using model::Arena;
using sip::Header;

namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

template <typename T> void replace(T &value, const std::optional<T> &by) {
    value = by.value_or(value);
}

void replace_texts(Texts &texts, const Texts &by) {
    for (const char *Texts::*const text :
         {&Texts::meaning, &Texts::cause, &Texts::inspect, &Texts::next_step, &Texts::change,
          &Texts::advice, &Texts::proxy, &Texts::follow_up}) {
        if (by.*text != nullptr) {
            texts.*text = by.*text;
        }
    }
}

void apply(Verdict &verdict, const Variant &variant) {
    replace(verdict.kind, variant.kind);
    replace(verdict.category, variant.category);
    if (verdict.scope != Scope::Global) { // exactly the 6xx are global, whatever the context
        replace(verdict.scope, variant.scope);
    }
    replace(verdict.retry, variant.retry);
    if (!verdict.retry.modified) {
        verdict.texts.change = nullptr; // what the code alone would ask for
    }
    replace(verdict.severity, variant.severity);
    verdict.severity = std::min(verdict.severity, variant.max_severity.value_or(Severity::Error));
    replace_texts(verdict.texts, variant.texts);
}

class References {
  public:
    void add(const knowledge::References &references) {
        for (const char *const reference : references) {
            if (reference != nullptr &&
                std::none_of(all_.begin(), all_.end(),
                             [reference](std::string_view known) { return known == reference; })) {
                all_.push_back(reference);
            }
        }
    }
    std::span<const char *const> keep(Arena &arena) const {
        return arena.copy(std::span<const char *const>(all_));
    }

  private:
    std::vector<const char *> all_;
};

// A code that usually is a failure has its own finding; one that is a failure only here has none.
Finding finding_for(Kind kind, Finding of_code) {
    if (kind != Kind::Failure) {
        return Finding::NormalProcedure;
    }
    return of_code == Finding::NormalProcedure ? Finding::RequestFailed : of_code;
}

std::string next_message(const char *after_failure, const char *follow_up) {
    return follow_up == nullptr ? after_failure : std::string(after_failure) + " " + follow_up;
}

void read_retry_after(Verdict &verdict, const Exchange &exchange, bool defined) {
    const auto retry_after = sip::parse_retry_after(exchange.response.first(Header::RetryAfter));
    if (!retry_after) {
        return;
    }
    verdict.retry_after = retry_after->seconds;
    if (defined) {
        verdict.not_before_ns =
            exchange.sighting.time_ns + retry_after->seconds * kNanosecondsPerSecond;
    }
}

// More Reason values than any response has are not shown, so that none fills the tree of a packet.
constexpr std::size_t kMaxReasons = 100;

std::span<const ReasonValue> read_reasons(const sip::Message &response, Arena &arena) {
    std::vector<ReasonValue> reasons;
    response.for_each_value(Header::Reason, [&](std::string_view value) {
        const auto reason = reasons.size() < kMaxReasons ? sip::parse_reason(value) : std::nullopt;
        if (!reason) {
            return;
        }
        ReasonValue kept;
        kept.protocol = arena.keep(sip::display_text(reason->protocol));
        kept.cause = reason->cause;
        kept.name =
            reason->cause ? knowledge::cause_name(reason->protocol, *reason->cause) : nullptr;
        kept.text = arena.keep(sip::display_quoted(reason->text));
        kept.location = arena.keep(sip::display_text(reason->location));
        kept.layer = knowledge::reason_layer(reason->protocol);
        kept.location_words = knowledge::location_name(reason->location);
        reasons.push_back(kept);
    });
    return arena.copy(std::span<const ReasonValue>(reasons));
}

const Target *read_target_of(const Exchange &exchange, Arena &arena) {
    if (exchange.target_uri().empty()) {
        return nullptr;
    }
    auto *const target =
        arena.make<Target>(shown_target(exchange.target_uri(), exchange.target, arena));
    target->number_form = arena.keep(number_form_line(exchange));
    return target;
}

// What could not be read, in words.
struct ProblemText {
    sip::Problem problem;
    const char *text;
};

constexpr std::array<ProblemText, sip::kProblemCount> kProblemTexts = {{
    {sip::Problem::HeaderWithoutColon, "A header line is no \"name: value\" and was passed over."},
    {sip::Problem::NoBlankLine,
     "No blank line ends the headers: the message may have been captured in part, and more of them "
     "may have followed."},
    {sip::Problem::BadCSeq, "The CSeq is no \"number method\" with a number of 32 bits."},
    {sip::Problem::BadContentLength,
     "The Content-Length is no number, so where the message ends cannot be told."},
    {sip::Problem::BodyCutShort, "The body is shorter than the Content-Length says."},
}};

std::span<const char *const> what_cannot_be_told(const Exchange &exchange, bool many_reasons,
                                                 Arena &arena) {
    std::vector<const char *> unknown;
    if (many_reasons) {
        unknown.push_back("There may be more Reason values: only the first 100 are read.");
    }
    if (exchange.transaction == nullptr) {
        unknown.push_back("Via, Call-ID or CSeq is missing or unreadable: the response belongs to "
                          "no request that can be named.");
    } else if (exchange.request() == nullptr) {
        unknown.push_back(
            exchange.session.has_forgotten()
                ? "No request with this branch, Call-ID and CSeq is remembered from before this "
                  "response (imsfail.max_calls): target, response time and dialog are not known."
                : "No request with this branch, Call-ID and CSeq was read before this "
                  "response: target, response time and dialog are not known.");
        if (exchange.transaction->may_be_cut()) {
            unknown.push_back("A request on this hop was captured only in part: it may be the one "
                              "that this response answers.");
        }
    }
    for (const ProblemText &known : kProblemTexts) {
        if (exchange.response.has_problem(known.problem)) {
            unknown.push_back(known.text);
        }
    }
    if (exchange.order && exchange.order->damaged) {
        unknown.push_back(
            "The 3GPP IMS XML body is damaged, too large or declares a document type: "
            "what it orders may be missing here.");
    }
    return arena.copy(std::span<const char *const>(unknown));
}

// Within a dialog there is one route: no other server, and no other branch, can take the request.
void keep_to_one_route(knowledge::RetryVerdict &retry) {
    retry.elsewhere = false;
    if (retry.headline == Retry::Elsewhere) {
        retry.headline = retry.later ? Retry::Later : Retry::No;
    }
}

} // namespace

Verdict judge(const Exchange &exchange, Arena &arena) {
    const knowledge::ResponseInfo &info = knowledge::response_info(exchange.code());
    const knowledge::FailureInfo &base = *info.failure;
    Verdict verdict{.kind = base.kind,
                    .category = base.category,
                    .scope = base.scope,
                    .retry = base.retry,
                    .severity = base.severity,
                    .finding = base.finding,
                    .registered_code = knowledge::is_registered(exchange.code()),
                    .texts = info.texts};
    References references;
    for (const CircumstanceRule &rule : circumstance_rules()) {
        if (verdict.kind == Kind::Harmless) {
            break; // it changes nothing, whatever else it carries
        }
        if (!rule.applies(exchange, verdict.kind)) {
            continue;
        }
        if (rule.circumstance == Circumstance::DialogDestroyed) {
            verdict.lost = Lost::Dialog;
        } else if (rule.circumstance == Circumstance::UsageDestroyed) {
            verdict.lost = Lost::Usage;
        }
        if (const Variant *const variant =
                knowledge::find_variant(rule.circumstance, exchange.code())) {
            apply(verdict, *variant);
            references.add(variant->references);
        }
    }
    references.add(info.references);
    if (exchange.in_dialog() && verdict.kind == Kind::Failure) {
        keep_to_one_route(verdict.retry);
    }

    if (verdict.kind != Kind::Failure) {
        verdict.severity = Severity::Chat; // normal procedure, whatever the circumstance
    }
    // What matters is the failure that reaches the originator; a branch may fail while another one
    // succeeds.
    if (exchange.transaction != nullptr && exchange.transaction->is_branch()) {
        verdict.severity = std::min(verdict.severity, Severity::Note);
    }
    verdict.finding = finding_for(verdict.kind, base.finding);

    const knowledge::MethodInfo &method = knowledge::method_info(exchange.method());
    verdict.procedure = exchange.in_dialog() ? method.procedure_in_dialog : method.procedure;
    verdict.next_message = arena.keep(next_message(method.after_failure, verdict.texts.follow_up));
    verdict.references = references.keep(arena);
    read_retry_after(verdict, exchange, base.retry_after_defined);
    verdict.reasons = read_reasons(exchange.response, arena);
    verdict.target = read_target_of(exchange, arena);
    verdict.origin = read_origin(exchange, arena);
    verdict.authority = grade_answer(exchange, verdict.origin, arena);
    verdict.context = read_context(exchange, arena);
    verdict.cannot_tell =
        what_cannot_be_told(exchange, verdict.reasons.size() == kMaxReasons, arena);

    const std::string words = retry_words(verdict.retry, verdict.category);
    verdict.retry_words = arena.keep(words);
    verdict.summary =
        arena.keep(summary_line(exchange.code(), info.phrase, verdict.kind, verdict.scope, words));
    return verdict;
}

} // namespace imsfail::diagnosis
