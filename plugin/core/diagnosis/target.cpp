// imsfail: whom the failed request was for
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnosis/target.h"

#include "sip/display_text.h"
#include "sip/text.h"

#include <algorithm>
#include <string>

namespace imsfail::diagnosis {

namespace {

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), sip::to_lower);
    return lowered;
}

} // namespace

Target shown_target(std::string_view text, const model::TargetUri &uri, model::Arena &arena) {
    Target target;
    target.uri = arena.keep(sip::display_text(text));
    target.scheme = arena.keep(sip::display_text(lower(uri.scheme)));
    target.user = arena.keep(sip::display_text(uri.userinfo));
    target.host = arena.keep(sip::display_text(lower(uri.host)));
    target.form = uri.form;
    if (uri.is_number()) {
        target.number = arena.keep(uri.international.empty() ? uri.digits : uri.international);
    }
    return target;
}

} // namespace imsfail::diagnosis
