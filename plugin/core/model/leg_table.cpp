// imsfail: which calls are legs of one another
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/leg_table.h"

#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"

#include <algorithm>

namespace imsfail::model {

using sip::Header;

namespace {

// How many legs of one call are shown.
constexpr int kMaxRelated = 16;

// Who transfers a call may hang up before the call that the REFER causes begins: it has as long as
// the REFER itself may take, 64*T1 (RFC 3261 table 4).
constexpr std::int64_t kReferralTimeNs = 32'000'000'000;

// What the same value means depends on the header it stands in.
enum class Shared : std::uint64_t { SessionId, Icid };

Fingerprint shared_key(Shared kind, std::string_view value) {
    return Fingerprinter().add(static_cast<std::uint64_t>(kind)).add(value).finish();
}

Fingerprint refer_key(std::string_view receiver, std::string_view target) {
    return Fingerprinter().add(receiver).add(target).finish();
}

bool is_nil(std::string_view uuid) {
    return uuid.empty() || uuid.find_first_not_of("0-") == std::string_view::npos;
}

// True if the call may go on at that time, as far as is known.
bool goes_on(const Call &call, std::int64_t time_ns) {
    if (call.end_time_ns != 0) {
        return call.end_time_ns >= time_ns;
    }
    const Attempt *const last = call.last_initial;
    return last == nullptr || last->final().frame != 0 || last->root == nullptr ||
           last->deadline_ns() >= time_ns;
}

bool overlap(const Call &call, const Call &other) {
    return goes_on(other, call.first_time_ns) && goes_on(call, other.first_time_ns);
}

} // namespace

bool RelatedCall::means_something() const noexcept {
    return group == nullptr || group->count <= LegGroup::kMaxLegs;
}

void LegTable::note(Call &call, const Observation &seen) {
    const sip::Message &message = seen.message;
    if (message.is_request()) { // a response has the Call-ID of its request
        join(call, seen.call_id, "same Call-ID");
    }
    if (message.has(Header::SessionId)) {
        const std::string_view value = message.first(Header::SessionId);
        const std::string_view local = sip::trim(value.substr(0, value.find(';')));
        const std::string_view remote =
            sip::find_parameter(value, "remote").value_or(std::string_view());
        for (const std::string_view uuid : {local, remote}) {
            if (!is_nil(uuid)) {
                join(call, shared_key(Shared::SessionId, uuid), "Session-ID");
            }
        }
    }
    if (const std::string_view icid = icid_value(message); !icid.empty()) {
        join(call, shared_key(Shared::Icid, icid), "icid-value", true);
    }
}

void LegTable::note_named(Call &call, Call &other, const char *header) {
    if (&call != &other) {
        tie(call, other, header, nullptr);
        tie(other, call, header, nullptr);
    }
}

// Who passes a REFER on does not act on it.
void LegTable::note_refer(const Transaction &transaction, const Observation &refer) {
    const std::string_view target = sip::parse_name_addr(refer.message.first(Header::ReferTo)).uri;
    if (const Transaction *const parent = transaction.parent) {
        const auto passed_on =
            refers_.find(refer_key(parent->path()->route.destination.address, target));
        if (passed_on != refers_.end() && passed_on->second.call == transaction.call) {
            refers_.erase(passed_on);
        }
    }
    if (transaction.branches == 0) {
        refers_[refer_key(refer.sighting.route.destination.address, target)] = {
            transaction.call, refer.sighting.time_ns};
    }
}

void LegTable::note_referred(const Transaction &transaction, const Observation &invite) {
    const auto known =
        refers_.find(refer_key(invite.sighting.route.source.address, invite.message.request_uri()));
    if (known == refers_.end() || transaction.attempt->root != &transaction) {
        return;
    }
    const Referral &refer = known->second;
    if (overlap(*transaction.call, *refer.call) ||
        invite.sighting.time_ns - refer.time_ns <= kReferralTimeNs) {
        note_named(*transaction.call, *refer.call, "REFER");
    }
}

void LegTable::join(Call &call, const Fingerprint &key, const char *evidence, bool only_of_few) {
    Sharers &sharers = sharers_[key];
    if (sharers.first == nullptr) {
        sharers.first = &call;
    }
    if (sharers.first == &call && sharers.all == nullptr) {
        return;
    }
    if (sharers.all == nullptr) {
        sharers.all = arena_.make<LegGroup>();
        sharers.all->calls[0] = sharers.first;
        sharers.all->count = 1;
    }
    LegGroup *const group = sharers.all;
    const std::size_t members = std::min(group->count, LegGroup::kMaxLegs);
    Call **const end = group->calls.data() + members;
    if (std::find(group->calls.data(), end, &call) != end) {
        return;
    }
    for (Call **other = group->calls.data(); other != end; ++other) {
        if (overlap(call, **other)) {
            tie(call, **other, evidence, only_of_few ? group : nullptr);
            tie(**other, call, evidence, only_of_few ? group : nullptr);
        }
    }
    group->calls[group->count % LegGroup::kMaxLegs] = &call; // the oldest goes
    group->count += 1;
}

void LegTable::tie(Call &call, Call &other, const char *evidence, const LegGroup *group) {
    RelatedCall **end = &call.related;
    for (int legs = 0; *end != nullptr; end = &(*end)->next, ++legs) {
        if (legs == kMaxRelated || ((*end)->call == &other && (*end)->evidence == evidence)) {
            return;
        }
    }
    *end = arena_.make<RelatedCall>(&other, evidence, group);
}

} // namespace imsfail::model
