-- A postdissector that reads five fields of SIP and does nothing with them: what a script costs that
-- somebody would write instead of a plugin.
--
-- SPDX-License-Identifier: GPL-2.0-or-later
local fields = {
    Field.new("sip.Call-ID"),
    Field.new("sip.CSeq.method"),
    Field.new("sip.Status-Code"),
    Field.new("sip.Via.branch"),
    Field.new("sip.r-uri"),
}
local protocol = Proto("five_fields", "Five fields of SIP")

function protocol.dissector(tvb, pinfo, tree)
    for _, field in ipairs(fields) do
        local read = { field() }
    end
end

register_postdissector(protocol)
