// imsfail: how other calls speak against the target of a failed one
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/target_evidence.h"

#include "diagnosis/address.h"
#include "diagnosis/wording.h"
#include "model/answer_table.h"
#include "model/attempt.h"
#include "model/facts.h"
#include "sip/reason.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace imsfail::diagnosis {

using model::NextHopAnswers;
using model::NumberForm;
using model::NumberUri;
using model::SameNumber;
using model::TargetForm;
using model::TargetUri;
using model::Transaction;
using model::Witnesses;
using sip::Header;

namespace {

// What a message says, so short that the words around it fit too.
std::string shown(std::string_view text) {
    constexpr std::size_t kLongest = 60;
    return diagnosis::shown(text, kLongest);
}

// "(frames 12, 40, 55)" or "(frame 12)", those of the INVITEs.
std::string frames_of(const Witnesses &calls) {
    std::vector<std::uint32_t> frames;
    for (const Transaction *const invite : calls.all()) {
        frames.push_back(invite->request_frame());
    }
    return "(" + frame_words(frames) + ")";
}

// Added to "none".
const char *remembered_words(const model::Session &session) {
    return session.has_forgotten() ? " that is remembered" : "";
}

// "toward 192.0.2.20"; the port only where it is not the usual one.
std::string next_hop_words(const Transaction &transaction) {
    constexpr std::uint16_t kSipPort = 5060;
    const model::Endpoint &next_hop = transaction.path()->route.destination;
    return "toward " + address_text(next_hop.address) +
           (next_hop.port == kSipPort ? "" : " port " + std::to_string(next_hop.port));
}

// The names of a number form: by itself, of many numbers, and of one.
struct FormWords {
    TargetForm form;
    const char *word;
    const char *many;
    const char *one;
};

constexpr std::array kFormWords = {
    FormWords{TargetForm::E164, "+E.164", "+E.164 numbers", "a +E.164 number"},
    FormWords{TargetForm::LocalNumber, "local with phone-context", "numbers with phone-context",
              "a number with phone-context"},
    FormWords{TargetForm::National, "national without +", "national numbers (no +)",
              "a national number (no +)"},
};

const FormWords &words_of(TargetForm form) {
    return *std::find_if(kFormWords.begin(), kFormWords.end(),
                         [form](const FormWords &words) { return words.form == form; });
}

// Added to those names: what tells the URI of a form from that of another one.
const char *uri_words(NumberUri uri, NumberUri other) {
    switch (uri) {
    case NumberUri::SipPhone:
        return " with user=phone";
    case NumberUri::Tel:
        return " as tel";
    case NumberUri::Sip:
        break;
    }
    return other == NumberUri::SipPhone ? " without user=phone" : " as sip";
}

// How the capture speaks against the form of a number: calls toward the same next hop.
struct FormEvidence {
    NumberForm worked;
    NumberForm failed;
    Witnesses calls;
    SameNumber same;

    // The URI is named where it is the difference, and where it belongs to what worked.
    const char *worked_uri() const {
        return worked.uri == failed.uri && worked.uri == NumberUri::Sip
                   ? ""
                   : uri_words(worked.uri, failed.uri);
    }
    const char *failed_uri() const {
        return worked.uri == failed.uri ? "" : uri_words(failed.uri, worked.uri);
    }
};

// A form in which calls are usual: the same one in another URI before any other form.
std::optional<NumberForm> usual_form(const NextHopAnswers &answers, TargetForm form) {
    std::optional<NumberForm> usual;
    for (const NumberForm &other : model::kNumberForms) {
        const bool is_nearer = !usual || (other.form == form && usual->form != form);
        if (is_nearer && answers.of(other).enough()) {
            usual = other;
        }
    }
    return usual;
}

// One call tells enough if its digits were the same ones.
std::optional<FormEvidence> against_form(const Transaction &transaction, const TargetUri &target,
                                         const model::Session &session) {
    const NextHopAnswers answers = session.answers().toward(*transaction.path());
    const auto failed = model::number_form(target);
    if (!failed || !answers.of(*failed).all().empty()) {
        return std::nullopt;
    }
    const SameNumber same = session.answers().same_number(target, *transaction.path());
    if (const auto usual = usual_form(answers, target.form)) {
        return FormEvidence{
            .worked = *usual, .failed = *failed, .calls = answers.of(*usual), .same = same};
    }
    if (!same.exact) {
        return std::nullopt;
    }
    const auto worked = model::number_form(
        model::read_target_uri(same.invite->request.target_uri, session.settings()));
    FormEvidence one = {.worked = *worked, .failed = *failed, .calls = {}, .same = same};
    one.calls.add(*same.invite);
    return one;
}

// The host that calls toward the same next hop were for, if it was one only, and another one.
std::optional<Witnesses> worked_elsewhere(const Transaction &transaction, const TargetUri &target,
                                          const model::Session &session) {
    const NextHopAnswers answers = session.answers().toward(*transaction.path());
    const bool is_only_one = answers.hosts[1].name == model::Fingerprint{};
    const Witnesses &calls = answers.hosts[0].named;
    return is_only_one && calls.enough() && !answers.may_serve(target.host) ? std::optional(calls)
                                                                            : std::nullopt;
}

// A finding stands once, on the hop nearest the originator that shows it.
template <typename Shows> bool shows_upstream(const Transaction &transaction, Shows shows) {
    for (const Transaction &upstream : model::upstream_of(transaction)) {
        if (shows(upstream)) {
            return true;
        }
    }
    return false;
}

// An INVITE outside a dialog whose target is said not to exist.
bool is_denied_call(const Exchange &exchange) {
    return exchange.request() != nullptr && model::denies_target(exchange.code()) &&
           exchange.method() == "INVITE" && !exchange.in_dialog();
}

// Unallocated, Q.850 cause 1: the number was understood, however it was written.
bool may_form_be_wrong(const Exchange &exchange) {
    return is_denied_call(exchange) && !sip::has_reason(exchange.response, "Q.850", {1});
}

// The caller named the host: calls that worked toward this next hop were for another one.
std::string other_host(const Exchange &exchange) {
    const TargetUri &target = exchange.target;
    const auto calls = worked_elsewhere(*exchange.transaction, target, exchange.session);
    if (!calls || shows_upstream(*exchange.transaction, [&](const Transaction &upstream) {
            return worked_elsewhere(upstream, target_of(upstream, exchange), exchange.session)
                .has_value();
        })) {
        return {};
    }
    const TargetUri reached = target_of(*calls->all().front(), exchange);
    return "Calls " + next_hop_words(*exchange.transaction) + " worked with the host " +
           shown(reached.host) + " " + frames_of(*calls) + "; none" +
           remembered_words(exchange.session) + " with this one, " + shown(target.host);
}

// A caller puts the URI of To into the Request-URI (RFC 3261 8.1.1.1). Proxies change it on the
// way, so only the caller's own hop shows anything; and whoever translates as a rule does not err.
std::string unlike_to(const Exchange &exchange) {
    const TargetUri &target = exchange.target;
    const TargetUri &to = exchange.to;
    const Transaction &transaction = *exchange.transaction;
    const NextHopAnswers answers = exchange.session.answers().toward(*transaction.path());
    const bool is_usual = answers.translates || answers.may_serve(target.host) ||
                          exchange.session.has_forgotten(); // whether it was
    if (is_usual || transaction.parent != nullptr || transaction.request.via_count != 1 ||
        transaction.request.may_be_retargeted || transaction.call->redirected || to.host.empty() ||
        model::is_ip_address(target.host) || model::is_ip_address(to.host)) {
        return {};
    }
    return "The Request-URI has the host " + shown(target.host) + ", To " + shown(to.host) +
           ", and no History-Info, Diversion, P-Called-Party-ID or Route shows why";
}

} // namespace

TargetUri target_of(const Transaction &transaction, const Exchange &exchange) {
    return model::read_target_uri(transaction.request.target_uri, exchange.session.settings());
}

std::string number_form_line(const Exchange &exchange) {
    if (!may_form_be_wrong(exchange)) {
        return {};
    }
    const Transaction &transaction = *exchange.transaction;
    const auto evidence = against_form(transaction, exchange.target, exchange.session);
    return !evidence ? std::string()
                     : std::string(words_of(evidence->worked.form).word) + evidence->worked_uri() +
                           " worked " + next_hop_words(transaction) + " " +
                           frames_of(evidence->calls) + "; this one is " +
                           words_of(evidence->failed.form).word + evidence->failed_uri();
}

std::string against_number_form(const Exchange &exchange) {
    if (!may_form_be_wrong(exchange)) {
        return {};
    }
    const auto against = [&exchange](const Transaction &transaction, const TargetUri &uri) {
        return against_form(transaction, uri, exchange.session);
    };
    const auto evidence = against(*exchange.transaction, exchange.target);
    if (!evidence || shows_upstream(*exchange.transaction, [&](const Transaction &upstream) {
            return against(upstream, target_of(upstream, exchange)).has_value();
        })) {
        return {};
    }
    std::string text = (evidence->calls.enough() ? "Calls " : "A call ") +
                       next_hop_words(*exchange.transaction) + " to " +
                       (evidence->calls.enough() ? words_of(evidence->worked.form).many
                                                 : words_of(evidence->worked.form).one) +
                       evidence->worked_uri() + " worked " + frames_of(evidence->calls) + ", none" +
                       remembered_words(exchange.session) + " to " +
                       words_of(evidence->failed.form).one + evidence->failed_uri() +
                       " like this one";
    const SameNumber &same = evidence->same;
    if (same.invite != nullptr) {
        const std::string reached = shown(target_of(*same.invite, exchange).user);
        text += "; frame " + std::to_string(same.invite->request_frame()) + " reached " +
                (same.exact ? "the same digits as " + reached
                            : reached + ", which ends in the same digits");
    }
    return text;
}

std::string against_host(const Exchange &exchange) {
    if (!is_denied_call(exchange)) {
        return {};
    }
    const TargetUri &target = exchange.target;
    const bool names_someone = target.form != TargetForm::Anonymous &&
                               target.form != TargetForm::Gruu && target.form != TargetForm::None;
    if (target.host.empty() || !target.is_original(exchange.to) || !names_someone ||
        model::is_home_domain(target.host, exchange.session.settings())) {
        return {};
    }
    return sip::iequals(target.host, exchange.to.host) ? other_host(exchange) : unlike_to(exchange);
}

} // namespace imsfail::diagnosis
