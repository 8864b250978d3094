// imsfail: the record of a frame, hung on the frame itself
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame_record.h"

#include <epan/proto_data.h>

namespace imsfail {

namespace {

int proto_imsfail = -1;

} // namespace

void frame_record_init(int proto) {
    proto_imsfail = proto;
}

void store_record(packet_info *pinfo, const MessageRecord &record) {
    // epan's interface takes no const; nobody writes to the record.
    p_add_proto_data(wmem_file_scope(), pinfo, proto_imsfail, 0,
                     const_cast<MessageRecord *>(&record));
}

const MessageRecord *stored_record(packet_info *pinfo) {
    return static_cast<const MessageRecord *>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_imsfail, 0));
}

} // namespace imsfail
