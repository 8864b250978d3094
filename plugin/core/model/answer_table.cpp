// imsfail: which targets, and which ways to write them, worked in this capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/answer_table.h"

#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace imsfail::model {

namespace {

// Numbers that end with the same so many digits are compared in full.
constexpr std::size_t kLastDigits = 7;

Fingerprinter next_hop(const Route &route) {
    return Fingerprinter()
        .add(route.destination.address)
        .add(route.destination.port)
        .add(static_cast<std::uint64_t>(route.transport));
}

Fingerprint next_hop_key(const Route &route) {
    return next_hop(route).finish();
}

bool is_same_next_hop(const Route &a, const Route &b) {
    return a.destination == b.destination && a.transport == b.transport;
}

Fingerprint host_key(std::string_view host) {
    return Fingerprinter().add_token(host).finish();
}

std::size_t form_index(const NumberForm &form) {
    return static_cast<std::size_t>(std::find(kNumberForms.begin(), kNumberForms.end(), form) -
                                    kNumberForms.begin());
}

bool is_comparable_number(const TargetUri &target) {
    return number_form(target) && target.digits.size() >= kLastDigits;
}

Fingerprint last_digits_key(const TargetUri &target, const Route &route) {
    return next_hop(route)
        .add(std::string_view(target.digits).substr(target.digits.size() - kLastDigits))
        .finish();
}

std::string_view without_zeros(std::string_view digits) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

// One number without the country code, or without the prefixes with which both are dialled.
bool ends_alike(std::string_view a, std::string_view b) {
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.size() < b.size()) {
        std::swap(a, b);
    }
    return b.size() >= kLastDigits && a.size() - b.size() <= kMaxCountryCode && a.ends_with(b);
}

// The last of the calls goes where one of them is to be replaced, else the oldest.
template <std::size_t size, typename Replaces>
void keep_latest(std::array<const Transaction *, size> &calls, const Transaction &latest,
                 Replaces replaces) {
    auto place = std::find_if(calls.begin(), calls.end(), [&](const Transaction *call) {
        return call == nullptr || replaces(*call);
    });
    if (place == calls.end()) {
        --place;
    }
    std::move_backward(calls.begin(), place, place + 1);
    calls.front() = &latest;
}

} // namespace

bool denies_target(std::uint16_t code) noexcept {
    return code == 404 || code == 410 || code == 416 || code == 484 || code == 485 || code == 604;
}

std::optional<NumberForm> number_form(const TargetUri &target) {
    const NumberUri other = target.is_phone ? NumberUri::SipPhone : NumberUri::Sip;
    const NumberForm form = {.form = target.form,
                             .uri = sip::iequals(target.scheme, "tel") ? NumberUri::Tel : other};
    return form_index(form) < kNumberForms.size() ? std::optional(form) : std::nullopt;
}

void Witnesses::add(const Transaction &invite) noexcept {
    const auto known = all();
    const bool is_counted = std::any_of(known.begin(), known.end(), [&invite](const auto *other) {
        return other->call == invite.call;
    });
    if (!enough() && !is_counted) {
        invites_[count_++] = &invite;
    }
}

void Witnesses::add(const Witnesses &others) noexcept {
    std::array<const Transaction *, 2 *kEnough> both = {};
    const auto mine = all();
    const auto theirs = others.all();
    const auto end =
        std::merge(mine.begin(), mine.end(), theirs.begin(), theirs.end(), both.begin(),
                   [](const auto *a, const auto *b) { return a->final.frame < b->final.frame; });
    count_ = 0;
    std::for_each(both.begin(), end, [this](const auto *invite) { add(*invite); });
}

const Witnesses &NextHopAnswers::of(const NumberForm &form) const noexcept {
    return forms[form_index(form)];
}

bool NextHopAnswers::may_serve(std::string_view host) const {
    return more_hosts ||
           std::any_of(hosts.begin(), hosts.end(), [name = host_key(host)](const Host &candidate) {
               return candidate.name == name;
           });
}

NextHopAnswers::Host *NextHopAnswers::host(const Fingerprint &name) noexcept {
    auto *const place = std::find_if(hosts.begin(), hosts.end(), [&name](const Host &host) {
        return host.name == name || host.name == Fingerprint{};
    });
    if (place == hosts.end()) {
        more_hosts = true;
        return nullptr;
    }
    place->name = name;
    return place;
}

void NextHopAnswers::add(const NextHopAnswers &others) noexcept {
    for (std::size_t form = 0; form < forms.size(); ++form) {
        forms[form].add(others.forms[form]);
    }
    more_hosts = more_hosts || others.more_hosts;
    translates = translates || others.translates;
    for (const Host &other : others.hosts) {
        Host *const mine = other.name == Fingerprint{} ? nullptr : host(other.name);
        if (mine != nullptr) {
            mine->named.add(other.named);
        }
    }
}

void AnswerTable::note(const Transaction &invite, std::string_view to_uri) {
    const TargetUri target = read_target_uri(invite.request.target_uri, settings_);
    const TargetUri to = read_target_uri(to_uri, settings_);
    if (!target.is_original(to) || target.form == TargetForm::Anonymous ||
        target.form == TargetForm::None) {
        return;
    }
    note_forms(invite, target, to.host);
    if (is_comparable_number(target)) {
        note_number(invite, target);
    }
    if (invite.final.code < 300) {
        Latest *&calls = by_identity_[identity_key(target)];
        calls = calls == nullptr ? arena_.make<Latest>() : calls;
        keep_latest(*calls, invite, [&invite](const Transaction &other) {
            return is_same_next_hop(other.path()->route, invite.path()->route);
        });
    }
}

void AnswerTable::note_forms(const Transaction &invite, const TargetUri &target,
                             std::string_view to_host) {
    NextHopAnswers *&next_hop = by_next_hop_[next_hop_key(invite.path()->route)];
    next_hop = next_hop == nullptr ? arena_.make<NextHopAnswers>() : next_hop;
    if (const auto form = number_form(target)) {
        next_hop->forms[form_index(*form)].add(invite);
    }
    const bool is_named = sip::iequals(target.host, to_host);
    next_hop->translates = next_hop->translates || !is_named;
    if (target.host.empty() || (!is_named && is_ip_address(target.host))) {
        return; // a contact address stands for one phone only
    }
    NextHopAnswers::Host *const host = next_hop->host(host_key(target.host));
    if (host != nullptr && is_named) {
        host->named.add(invite);
    }
}

void AnswerTable::note_number(const Transaction &invite, const TargetUri &target) {
    Latest *&calls = by_last_digits_[last_digits_key(target, invite.path()->route)];
    calls = calls == nullptr ? arena_.make<Latest>() : calls;
    keep_latest(*calls, invite, [&invite](const Transaction &other) {
        return other.request.target_uri == invite.request.target_uri;
    });
}

NextHopAnswers AnswerTable::toward(const Path &path) const {
    const NextHopAnswers *const here = known_toward(path);
    const NextHopAnswers *const there = other_ == nullptr ? nullptr : other_->known_toward(path);
    NextHopAnswers answers = here == nullptr ? NextHopAnswers() : *here;
    if (there != nullptr) {
        answers.add(*there);
    }
    return answers;
}

const Transaction *AnswerTable::answered(const Fingerprint &identity, const Path &path) const {
    const Transaction *const here = known_answered(identity, path);
    const Transaction *const there =
        other_ == nullptr ? nullptr : other_->known_answered(identity, path);
    if (here == nullptr || there == nullptr) {
        return here == nullptr ? there : here;
    }
    const auto worth = [&path](const Transaction &call) {
        return std::pair(is_same_next_hop(call.path()->route, path.route), call.final.frame);
    };
    return worth(*here) < worth(*there) ? there : here;
}

SameNumber AnswerTable::same_number(const TargetUri &target, const Path &path) const {
    if (!is_comparable_number(target)) {
        return {};
    }
    const SameNumber here = known_number(target, path);
    const SameNumber there = other_ == nullptr ? SameNumber() : other_->known_number(target, path);
    if (here.invite == nullptr || there.invite == nullptr) {
        return here.invite == nullptr ? there : here;
    }
    const auto worth = [](const SameNumber &same) {
        return std::pair(same.exact, same.invite->final.frame);
    };
    return worth(here) < worth(there) ? there : here;
}

const NextHopAnswers *AnswerTable::known_toward(const Path &path) const {
    const auto known = by_next_hop_.find(next_hop_key(path.route));
    return known == by_next_hop_.end() ? nullptr : known->second;
}

const Transaction *AnswerTable::known_answered(const Fingerprint &identity,
                                               const Path &path) const {
    const auto known = by_identity_.find(identity);
    if (known == by_identity_.end()) {
        return nullptr;
    }
    const Latest &calls = *known->second;
    const auto *const same = std::find_if(calls.begin(), calls.end(), [&](const auto *call) {
        return call != nullptr && is_same_next_hop(call->path()->route, path.route);
    });
    return same == calls.end() ? calls.front() : *same;
}

SameNumber AnswerTable::known_number(const TargetUri &target, const Path &path) const {
    const auto known = by_last_digits_.find(last_digits_key(target, path.route));
    SameNumber best;
    if (known == by_last_digits_.end()) {
        return best;
    }
    for (const Transaction *const call : *known->second) {
        if (call == nullptr || best.exact) {
            break;
        }
        const TargetUri other = read_target_uri(call->request.target_uri, settings_);
        const bool exact = other.digits == target.digits;
        const bool alike = best.invite == nullptr && other.form != target.form &&
                           ends_alike(other.digits, target.digits);
        if (alike || (exact && number_form(other) != number_form(target))) {
            best = {.invite = call, .exact = exact};
        }
    }
    return best;
}

} // namespace imsfail::model
