// imsfail: all that happened in one capture
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/session.h"

#include "model/facts.h"
#include "sip/text.h"
#include "sip/uri.h"
#include "sip/via.h"

namespace imsfail::model {

using sip::Header;

namespace {

// A loop cannot be longer than the initial Max-Forwards (RFC 3261 8.1.1.6), nor can a Via stack.
constexpr int kMaxViaValues = 70;

// What tells a transaction from all others (RFC 3261 17.1.3, 17.2.3): addresses, ports and
// transport are no part of it, since responses may come back on others (RFC 3581, TS 33.203 7.1).
// An element older than RFC 3261 puts no unique branch into its Via: then sent-by and the From tag
// help to tell it. The other Via parameters change on the way (18.2.1).
Fingerprint transaction_key(const sip::Message &message, std::string_view via_value) {
    const std::string_view branch = sip::via_branch(via_value);
    Fingerprinter key;
    key.add(message.first(Header::CallId)).add(message.cseq()->method).add(message.cseq()->number);
    key.add_token(branch);
    if (!sip::istarts_with(branch, sip::kMagicCookie)) {
        const sip::Via via = sip::parse_via(via_value);
        key.add_token(via.host).add_token(via.port);
        key.add_token(sip::tag_of(message.first(Header::From)));
    }
    return key.finish();
}

} // namespace

Placement Session::observe(const Sighting &sighting, const sip::Message &message) {
    std::string_view vias = message.first(Header::Via);
    const std::string_view top = sip::next_value(vias);
    if (top.empty() || !message.cseq() || message.first(Header::CallId).empty()) {
        return {};
    }
    if (message.cseq()->method == "ACK") {
        return {}; // has no response, and of a non-2xx final it belongs to the INVITE (17.1.1.3)
    }
    Transaction &transaction = find_or_add(transaction_key(message, top));
    Placement placement{&transaction, true};
    if (message.is_request()) {
        placement.first_sighting = !transaction.request_captured();
        if (placement.first_sighting) {
            keep_request(transaction, sighting, message);
        }
    } else if (message.status() >= 200) {
        placement.first_sighting = transaction.final_code != message.status() &&
                                   transaction.latest_final_code != message.status();
        keep_final(transaction, sighting, message);
    }
    return placement;
}

Transaction *Session::find(const Fingerprint &key) const {
    const auto known = transactions_.find(key);
    return known == transactions_.end() ? nullptr : known->second;
}

Transaction &Session::find_or_add(const Fingerprint &key) {
    Transaction *&transaction = transactions_[key];
    if (transaction == nullptr) {
        transaction = arena_.make<Transaction>();
    }
    return *transaction;
}

void Session::keep_request(Transaction &transaction, const Sighting &sighting,
                           const sip::Message &message) {
    transaction.request_frame = sighting.frame;
    transaction.request_time_ns = sighting.time_ns;

    RequestFacts &facts = transaction.request;
    facts.target_uri = arena_.copy(message.method() == "REGISTER"
                                       ? sip::parse_name_addr(message.first(Header::To)).uri
                                       : message.request_uri());
    facts.ims_signs = ims_signs(message);
    facts.access = arena_.copy(message.first(Header::PAccessNetworkInfo));
    facts.icid = arena_.copy(icid_value(message));
    facts.max_forwards = sip::to_number(message.first(Header::MaxForwards));
    facts.protection = sighting.protection;
    // Registration and publication stand in no dialog, whatever tag they carry (RFC 3261 10.2).
    facts.in_dialog = message.method() != "REGISTER" && message.method() != "PUBLISH" &&
                      !sip::tag_of(message.first(Header::To)).empty();
    facts.has_credentials = answers_challenge(message);
    facts.has_sdp = has_sdp(message);
    facts.has_security_headers =
        message.has(Header::SecurityClient) || message.has(Header::SecurityVerify);
    facts.has_charging_functions = message.has(Header::PChargingFunctionAddresses);
    message.for_each_value(Header::Via, [&facts](std::string_view) { ++facts.via_count; });
}

void Session::keep_final(Transaction &transaction, const Sighting &sighting,
                         const sip::Message &message) {
    transaction.latest_final_code = message.status();
    if (transaction.final_frame == 0) {
        transaction.final_frame = sighting.frame;
        transaction.final_code = message.status();
        if (message.status() >= 300) {
            transaction.parent = find_parent(transaction, message);
        }
    }
}

// The nearest captured request upstream: the first Via value below the top that is the top of a
// transaction with the same Call-ID and CSeq.
const Transaction *Session::find_parent(const Transaction &transaction,
                                        const sip::Message &message) const {
    const Transaction *parent = nullptr;
    int position = 0;
    message.for_each_value(Header::Via, [&](std::string_view value) {
        if (++position == 1 || position > kMaxViaValues || parent != nullptr) {
            return;
        }
        const Transaction *const upstream = find(transaction_key(message, value));
        if (upstream != nullptr && upstream != &transaction && upstream->request_captured()) {
            parent = upstream;
        }
    });
    return parent;
}

} // namespace imsfail::model
