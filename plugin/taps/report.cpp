// imsfail: -z imsfail,report
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/text_report.h"
#include "taps/end_report.h"
#include "taps/json_report.h"
#include "taps/taps.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <unistd.h>

namespace imsfail::taps {

namespace {

// On a terminal, unless the user says otherwise (https://no-color.org).
bool wants_colour() {
    const char *const no_colour = std::getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

class PrintedReport final : public EndReport {
  public:
    void take_in(const report::Evidence &evidence, const report::Selection &selection,
                 bool all) override {
        report_.add(evidence, selection, all);
    }
    void print(const report::Repetitions & /*repetitions*/) override {
        std::fputs(report_.text(wants_colour()).c_str(), stdout);
    }

  private:
    report::TextReport report_;
};

constexpr ReportKind kReport = {
    .name = "imsfail,report",
    .has_forms = true,
    .make =
        [](Form form) {
            return form == Form::Json ? make_json_report()
                                      : std::unique_ptr<EndReport>(new PrintedReport);
        },
};

} // namespace

void register_report() {
    register_end_report(kReport);
}

} // namespace imsfail::taps
