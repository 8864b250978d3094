// imsfail: the report as JSON lines
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "taps/end_report.h"

#include <memory>

namespace imsfail::taps {

/// One object a line, one for each attempt with all its hops, and one for each transaction whose
/// request was not captured, written to standard output as soon as they are taken in. The members
/// are described in share/report.schema.json.
std::unique_ptr<EndReport> make_json_report();

} // namespace imsfail::taps
