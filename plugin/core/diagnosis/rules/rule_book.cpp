// imsfail: the table of all rules, and what they find
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/rules/rule_book.h"

#include "diagnosis/rules/themes.h"
#include "diagnosis/wording.h"
#include "model/settings.h"
#include "sip/text.h"

#include <algorithm>

namespace imsfail::diagnosis {

using knowledge::Severity;

namespace {

constexpr Rule kInternalError[] = {
    {.id = "internal_error",
     .group = Group::Assumption,
     .severities = {Severity::Error},
     .title = "The analysis of this frame failed",
     .clause = nullptr,
     .meaning = "The plugin itself failed on this frame; the rest of the dissection is whole.",
     .action = "Report it, if you can with the capture: this is a defect of imsfail.",
     .also_unplaced = true},
};

// The findings of one message, in the order in which the rules come.
class FoundList {
  public:
    explicit FoundList(model::Arena &arena) : arena_(arena) {}

    void add(const Rule &rule, Severity severity, const std::string &text) {
        auto *const found = arena_.make<Found>(&rule, severity, arena_.keep(fit(text)));
        (last_ == nullptr ? first_ : last_->next) = found;
        last_ = found;
    }
    const Found *first() const noexcept {
        return first_;
    }

  private:
    model::Arena &arena_;
    const Found *first_ = nullptr;
    Found *last_ = nullptr;
};

std::string failure_words(const Rule &rule) {
    return std::string("The rule ") + rule.id +
           " failed on this frame; the others and the rest of the dissection are not affected";
}

} // namespace

const char *name(Group group) noexcept {
    switch (group) {
    case Group::ResponseCode:
        return "Response";
    case Group::Protocol:
        return "Protocol";
    case Group::Sequence:
        return "Sequence";
    case Group::Assumption:
        break;
    }
    return "Assumption";
}

std::span<const Theme> themes() noexcept {
    static const Theme all[] = {
        {"Verdicts", verdict_rules()},
        {"Forking and proxies", forking_rules()},
        {"Retry", retry_rules()},
        {"Messages", headers_rules()},
        {"Dialogs", dialog_rules()},
        {"Transactions", transaction_rules()},
        {"Identity", identity_rules()},
        {"IMS", ims_rules()},
        {"The analysis itself", kInternalError},
    };
    return all;
}

const Rule *find_rule(std::string_view id) noexcept {
    for (const Theme &theme : themes()) {
        for (const Rule &rule : theme.rules) {
            if (rule.id == id) {
                return &rule;
            }
        }
    }
    return nullptr;
}

const Rule &internal_error() noexcept {
    return kInternalError[0];
}

std::string read_silenced(std::string_view ids, RuleChoice &choice) {
    std::string problems;
    for (std::string_view id = sip::next_word(ids); !id.empty(); id = sip::next_word(ids)) {
        const Rule *const rule = find_rule(id);
        if (rule != nullptr && rule != &internal_error()) {
            choice.silenced.push_back(rule);
        } else {
            problems += (problems.empty() ? "" : "\n") +
                        model::left_out("imsfail.silenced_findings", id,
                                        "ids such as ack_missing, the last part of a filter "
                                        "imsfail.finding.ack_missing");
        }
    }
    return problems;
}

RuleBook::RuleBook(const RuleChoice &choice) : RuleBook(themes(), choice) {}

RuleBook::RuleBook(std::span<const Theme> themes, const RuleChoice &choice) : least_(choice.least) {
    for (const Theme &theme : themes) {
        for (const Rule &rule : theme.rules) {
            if (std::find(choice.silenced.begin(), choice.silenced.end(), &rule) ==
                choice.silenced.end()) {
                add(rule);
            }
        }
    }
}

void RuleBook::add(const Rule &rule) {
    const auto add_if = [&rule](bool applies, std::vector<const Rule *> &rules) {
        if (applies) {
            rules.push_back(&rule);
        }
    };
    add_if(rule.on_request != nullptr, on_request_);
    add_if(rule.on_final != nullptr, on_final_);
    add_if(rule.on_failure != nullptr, on_failure_);
    add_if(rule.afterwards != nullptr, afterwards_);
}

// Runs one rule after the other, whatever becomes of each.
class RuleBook::Findings {
  public:
    Findings(const RuleBook &book, bool is_placed, model::Arena &arena)
        : book_(book), is_placed_(is_placed), list_(arena) {}

    template <auto check, typename Case>
    void run(const std::vector<const Rule *> &rules, const Case &message) {
        for (const Rule *const rule : rules) {
            if (is_placed_ || rule->also_unplaced) {
                run<check>(*rule, message);
            }
        }
    }
    const Found *first() const noexcept {
        return list_.first();
    }

  private:
    template <auto check, typename Case> void run(const Rule &rule, const Case &message) {
        try {
            const std::optional<Hit> hit = (rule.*check)(message);
            if (hit && book_.is_wanted(hit->severity)) {
                list_.add(rule, hit->severity, hit->text);
            }
        } catch (...) {
            list_.add(internal_error(), Severity::Error, failure_words(rule));
        }
    }

    const RuleBook &book_;
    bool is_placed_;
    FoundList list_;
};

const Found *RuleBook::examine(const RequestCase &request) const {
    Findings findings(*this, request.placed != nullptr, request.session.arena());
    findings.run<&Rule::on_request>(on_request_, request);
    return findings.first();
}

const Found *RuleBook::examine(const FinalCase &final, const Verdict *verdict) const {
    Findings findings(*this, final.exchange.transaction != nullptr, final.session.arena());
    if (verdict != nullptr) {
        findings.run<&Rule::on_failure>(on_failure_, FailureCase{final, *verdict});
    }
    findings.run<&Rule::on_final>(on_final_, final);
    return findings.first();
}

LateFindings RuleBook::examine(const LateCase &message) const noexcept {
    LateFindings late;
    const auto add = [&late](const Rule &rule, Severity severity, const std::string &text) {
        if (late.count < late.found.size()) {
            LateFound &found = late.found[late.count++];
            found.rule = &rule;
            found.severity = severity;
            const std::string fitting = fit(text);
            std::copy(fitting.begin(), fitting.end(), found.text.begin());
        }
    };
    for (const Rule *const rule : afterwards_) {
        try {
            try {
                const std::optional<Hit> hit = rule->afterwards(message);
                if (hit && is_wanted(hit->severity)) {
                    add(*rule, hit->severity, hit->text);
                }
            } catch (...) {
                add(internal_error(), Severity::Error, failure_words(*rule));
            }
        } catch (...) {
            break; // there is no memory to say so with
        }
    }
    return late;
}

} // namespace imsfail::diagnosis
