// imsfail: statistics and reports on the tap "imsfail"
//
// tree, calls and kpi are dialogs in Wireshark and taps in sharkd; these and the report are options
// of tshark: -z imsfail,tree and so on.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <wireshark.h>

#include <epan/packet.h>

#include "analysis.h"

namespace imsfail::taps {

/// Registers the tap and all that listens to it; once, with the protocol.
void register_taps();

/// Hands the messages of a frame to whoever listens; the record outlives the file's analysis only
/// as far as close_capture().
void queue(packet_info *pinfo, const MessageRecord &first);

/// A capture begins. Its analysis is what reports are made from until close_capture().
void open_capture(const Analysis *analysis) noexcept;

/// The analysis is about to go: reports that are not printed yet take what they need. tshark does
/// so with every session (-M) and ring-buffer file.
void close_capture() noexcept;

/// The analysis of the open capture; nullptr: none.
const Analysis *current_analysis() noexcept;

/// True if a report will name each request, so that the analysis has to keep what names them.
bool wants_identifiers() noexcept;

// The parts, each in the file of its name.
void register_tree();
void register_calls();
void register_kpi();
void register_report();

} // namespace imsfail::taps
