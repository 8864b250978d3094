// imsfail: the record of a frame, hung on the frame itself
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame_record.h"

#include <epan/proto_data.h>

namespace imsfail {

namespace {

int proto_imsfail = -1;

// The key of a record is the number of its generation, so that it is not found any more when that
// is gone. This one has what is found then.
constexpr uint32_t kWhenForgotten = UINT32_MAX;

void add(packet_info *pinfo, uint32_t key, const MessageRecord &record) {
    // epan's interface takes no const; nobody writes to the record.
    p_add_proto_data(wmem_file_scope(), pinfo, proto_imsfail, key,
                     const_cast<MessageRecord *>(&record));
}

const MessageRecord *find(packet_info *pinfo, uint32_t key) {
    return static_cast<const MessageRecord *>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_imsfail, key));
}

} // namespace

void frame_record_init(int proto) {
    proto_imsfail = proto;
}

void store_record(packet_info *pinfo, const Analysis &analysis, const MessageRecord &record) {
    add(pinfo, analysis.latest_generation(), record);
    if (analysis.settings().max_calls != 0) {
        add(pinfo, kWhenForgotten, kForgotten);
    }
}

const MessageRecord *stored_record(packet_info *pinfo, const Analysis &analysis) {
    const uint32_t last = analysis.last_generation();
    for (uint32_t generation = analysis.first_generation(); generation <= last; ++generation) {
        if (const MessageRecord *const record = find(pinfo, generation)) {
            return record;
        }
    }
    return analysis.forgotten_calls() == 0 ? nullptr : find(pinfo, kWhenForgotten);
}

} // namespace imsfail
