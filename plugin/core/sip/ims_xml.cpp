// imsfail: the 3GPP IMS XML body (TS 24.229 7.6)
//
// The only file that knows libxml2. Its parser is given to functions of ours by a context of its
// own, so that no tree is built; libwireshark uses the same library, whose global state stays as it
// is.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/ims_xml.h"

#include "sip/display_text.h"
#include "sip/text.h"

#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

namespace imsfail::sip {

namespace {

// Text of one element, as much as is worth reading. No memory is allocated within libxml2's calls,
// so no exception can pass through it.
class ShortText {
  public:
    void append(std::string_view text) noexcept {
        for (const char c : text.substr(0, bytes_.size() - size_)) {
            bytes_[size_++] = c;
        }
    }
    std::string_view view() const noexcept {
        return trim({bytes_.data(), size_});
    }
    bool empty() const noexcept {
        return view().empty();
    }

  private:
    std::array<char, 160> bytes_ = {};
    std::size_t size_ = 0;
};

// What is known while the body is read.
struct State {
    ShortText type, action, reason;
    ShortText *open = nullptr; ///< the element whose text is being read
    ShortText text;            ///< ... so far
    ShortText child;           ///< ... and the name of an element within it
    int depth = 0;
    int open_depth = 0;
    int service_depth = 0; ///< of the alternative-service that is being read; 0: none
    bool in_root = false;
    bool too_deep = false;
};

const char *chars(const xmlChar *text) {
    return reinterpret_cast<const char *>(text);
}

// What an element within alternative-service holds; nullptr: nothing that matters.
ShortText *value_of(State &state, std::string_view element) {
    if (element == "type") {
        return &state.type;
    }
    if (element == "action") {
        return &state.action;
    }
    return element == "reason" ? &state.reason : nullptr;
}

void begin_element(void *context, const xmlChar *local_name, const xmlChar * /*prefix*/,
                   const xmlChar * /*uri*/, int /*namespaces*/, const xmlChar ** /*declared*/,
                   int /*attributes*/, int /*defaulted*/, const xmlChar ** /*values*/) {
    State &state = *static_cast<State *>(context);
    const std::string_view name = chars(local_name);
    ++state.depth;
    state.too_deep = state.too_deep || state.depth > kMaxImsXmlDepth;
    if (state.depth == 1) {
        state.in_root = name == "ims-3gpp";
    } else if (state.open != nullptr) {
        state.child = {};
        state.child.append(name);
    } else if (state.service_depth != 0) {
        ShortText *const value = value_of(state, name);
        if (value != nullptr && value->empty()) {
            state.open = value;
            state.open_depth = state.depth;
            state.text = state.child = {};
        }
    } else if (state.in_root && (name == "alternative-service" || name == "alternate-service")) {
        state.service_depth = state.depth;
    }
}

void end_element(void *context, const xmlChar * /*local_name*/, const xmlChar * /*prefix*/,
                 const xmlChar * /*uri*/) {
    State &state = *static_cast<State *>(context);
    if (state.open != nullptr && state.depth == state.open_depth) {
        *state.open = state.text.empty() ? state.child : state.text;
        state.open = nullptr;
    }
    if (state.depth == state.service_depth) {
        state.service_depth = 0;
    }
    --state.depth;
}

void add_text(void *context, const xmlChar *text, int length) {
    State &state = *static_cast<State *>(context);
    if (state.open != nullptr) {
        state.text.append({chars(text), static_cast<std::size_t>(length)});
    }
}

#if LIBXML_VERSION >= 21200
using XmlError = const xmlError;
#else
using XmlError = xmlError;
#endif

// The parser's own state says that there was an error; without this it would be printed.
void pass_over_error(void * /*context*/, XmlError * /*error*/) {}

// No handler for declarations and entities: none is ever known.
xmlSAXHandler handlers() {
    xmlSAXHandler handler = {};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = begin_element;
    handler.endElementNs = end_element;
    handler.characters = add_text;
    handler.cdataBlock = add_text;
    handler.serror = pass_over_error;
    return handler;
}

struct FreeParser {
    void operator()(xmlParserCtxt *parser) const {
        xmlFreeParserCtxt(parser);
    }
};

// Piece by piece, so that what nests too deep is left alone. False: damaged.
bool parse(const std::string &xml, State &state) {
    constexpr std::size_t kPiece = 512;
    xmlSAXHandler handler = handlers();
    const std::unique_ptr<xmlParserCtxt, FreeParser> parser(
        xmlCreatePushParserCtxt(&handler, &state, nullptr, 0, nullptr));
    if (parser == nullptr) {
        return false;
    }
    // The text is UTF-8 here, whatever its declaration says.
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    for (std::size_t at = 0; at < xml.size(); at += kPiece) {
        const std::size_t size = std::min(kPiece, xml.size() - at);
        xmlParseChunk(parser.get(), &xml[at], static_cast<int>(size), 0);
        if (parser->wellFormed == 0 || state.too_deep) {
            return false;
        }
    }
    xmlParseChunk(parser.get(), nullptr, 0, 1);
    return parser->wellFormed != 0;
}

// 3gpp-ims, which some write for ims-3gpp, is no name to an XML parser: it begins with a digit.
void mend_root(std::string &xml) {
    constexpr std::string_view kRoot = "ims-3gpp";
    for (const std::string_view tag : {"<3gpp-ims", "</3gpp-ims"}) {
        for (std::size_t at = xml.find(tag); at != std::string::npos; at = xml.find(tag, at + 1)) {
            xml.replace(at + tag.size() - kRoot.size(), kRoot.size(), kRoot);
        }
    }
}

std::string token(const ShortText &text) {
    std::string token = display_text(text.view());
    for (char &c : token) {
        c = c == ' ' || c == '_' ? '-' : to_lower(c);
    }
    return token;
}

} // namespace

ImsXml read_ims_xml(std::string_view body) {
    if (body.size() > kMaxImsXmlSize) {
        return {.damaged = true};
    }
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    // Valid UTF-8 without control characters: no other encoding gets past this, so a document type
    // cannot hide from the search.
    std::string xml = display_text(body);
    if (xml.starts_with(kByteOrderMark)) {
        xml.erase(0, kByteOrderMark.size());
    }
    mend_root(xml);
    State state;
    const bool readable = xml.starts_with('<') && !icontains(xml, "<!DOCTYPE") && parse(xml, state);
    return {.type = token(state.type),
            .action = token(state.action),
            .reason = display_text(state.reason.view()),
            .damaged = !readable};
}

} // namespace imsfail::sip
