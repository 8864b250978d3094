// imsfail: what XML bodies hold, element by element
//
// The only file that knows libxml2. Its parser is given to functions of ours by a context of its
// own, so that no tree is built; libwireshark uses the same library, whose global state stays as it
// is.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/xml.h"

#include "sip/display_text.h"

#include <libxml/parser.h>

#include <algorithm>
#include <memory>
#include <string>

namespace imsfail::sip {

namespace {

// What the functions that libxml2 calls are given.
struct State {
    XmlHandler &handler;
    int max_depth;
    int depth = 0;
    bool too_deep = false;
};

const char *chars(const xmlChar *text) {
    return reinterpret_cast<const char *>(text);
}

void begin_element(void *context, const xmlChar *local_name, const xmlChar * /*prefix*/,
                   const xmlChar * /*uri*/, int /*namespaces*/, const xmlChar ** /*declared*/,
                   int attributes, int /*defaulted*/, const xmlChar **values) {
    State &state = *static_cast<State *>(context);
    ++state.depth;
    state.too_deep = state.too_deep || state.depth > state.max_depth;
    state.handler.begin(XmlElement(chars(local_name), values, attributes), state.depth);
}

void end_element(void *context, const xmlChar * /*local_name*/, const xmlChar * /*prefix*/,
                 const xmlChar * /*uri*/) {
    State &state = *static_cast<State *>(context);
    state.handler.end(state.depth);
    --state.depth;
}

void add_text(void *context, const xmlChar *text, int length) {
    static_cast<State *>(context)->handler.text({chars(text), static_cast<std::size_t>(length)});
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

} // namespace

std::string_view XmlElement::attribute(std::string_view name) const noexcept {
    // Name, prefix, namespace, begin and end of the value.
    for (int i = 0; i < count_; ++i) {
        const unsigned char *const *const attribute = attributes_ + std::ptrdiff_t{5} * i;
        if (name == chars(attribute[0])) {
            return {chars(attribute[3]), static_cast<std::size_t>(attribute[4] - attribute[3])};
        }
    }
    return {};
}

bool walk_xml(std::string_view document, int max_depth, XmlHandler &handler) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    // Valid UTF-8 without control characters: no other encoding gets past this, so a document type
    // cannot hide from the search.
    std::string xml = display_text(document);
    if (xml.starts_with(kByteOrderMark)) {
        xml.erase(0, kByteOrderMark.size());
    }
    State state{.handler = handler, .max_depth = max_depth};
    return xml.starts_with('<') && !icontains(xml, "<!DOCTYPE") && parse(xml, state);
}

} // namespace imsfail::sip
