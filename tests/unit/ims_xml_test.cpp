// imsfail: tests of the 3GPP IMS XML body (TS 24.229 7.6)
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "sip/ims_xml.h"

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

namespace imsfail::sip {
namespace {

// "type|action|reason", with "damaged " before it where it is.
std::string read(std::string_view body) {
    const ImsXml xml = read_ims_xml(body);
    return (xml.damaged ? "damaged " : "") + xml.type + "|" + xml.action + "|" + xml.reason;
}

std::string root(const std::string &inside) {
    return "<ims-3gpp version=\"1\">" + inside + "</ims-3gpp>";
}

std::string service(const std::string &inside) {
    return root("<alternative-service>" + inside + "</alternative-service>");
}

std::string repeated(const std::string &text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

TEST(ImsXmlReader, as_the_schema_has_it) {
    EXPECT_EQ(read("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" +
                   service("<type>emergency</type><reason>police, please</reason>"
                           "<action>emergency-registration</action>") +
                   "\r\n"),
              "emergency|emergency-registration|police, please");
    EXPECT_EQ(read(service("\r\n <type> restoration\r\n</type>\r\n <reason/>"
                           "<action><!-- now --><![CDATA[initial-registration]]></action>")),
              "restoration|initial-registration|");
    EXPECT_EQ(read(root("<service-info>x</service-info>")), "||");
}

TEST(ImsXmlReader, as_seen_in_practice) {
    const std::string wanted = "restoration|initial-registration|lost";
    // root of the old DTD, whose name no XML parser takes; empty children for values
    EXPECT_EQ(read("<3gpp-ims version=\"1\"><alternative-service><type><restoration/></type>"
                   "<reason>lost</reason><action><initial-registration/></action>"
                   "</alternative-service></3gpp-ims>"),
              wanted);
    EXPECT_EQ(read(root("<alternate-service><type>Restoration</type><reason>lost</reason>"
                        "<action>Initial Registration</action></alternate-service>")),
              wanted);
    EXPECT_EQ(read("<ims-3gpp xmlns=\"urn:3gpp:ns:x\" version=\"1.0\"><alternative-service>"
                   "<type>restoration</type><reason>lost</reason>"
                   "<action>initial-registration</action></alternative-service></ims-3gpp>"),
              wanted);
    EXPECT_EQ(read("<x:ims-3gpp xmlns:x=\"urn:x\"><x:alternative-service>"
                   "<x:type>restoration</x:type><x:reason>lost</x:reason>"
                   "<y:action xmlns:y=\"urn:y\">initial-registration</y:action>"
                   "</x:alternative-service></x:ims-3gpp>"),
              wanted);
    // a prefix that nobody declares
    EXPECT_EQ(read("<x:ims-3gpp><alternative-service><type>restoration</type>"
                   "<reason>lost</reason><any><action>initial_registration</action></any>"
                   "</alternative-service></x:ims-3gpp>"),
              wanted);
    EXPECT_EQ(read("\xEF\xBB\xBF" + service("<type>EMERGENCY</type>")), "emergency||");
    EXPECT_EQ(read(service("<type>emergency<emergency-registration/></type>")), "emergency||");
}

TEST(ImsXmlReader, orders) {
    EXPECT_TRUE(read_ims_xml(service("<type>emergency</type>")).orders_emergency());
    EXPECT_FALSE(read_ims_xml(service("<type>restoration</type>")).orders_emergency());
    EXPECT_TRUE(read_ims_xml(service("<type>restoration</type><action>initial-registration"
                                     "</action>"))
                    .orders_registration());
    EXPECT_FALSE(read_ims_xml(service("<type>restoration</type>")).orders_registration());
    EXPECT_FALSE(
        read_ims_xml(service("<action>initial-registration</action>")).orders_registration());
}

TEST(ImsXmlReader, other_documents) {
    EXPECT_EQ(
        read("<html><alternative-service><type>emergency</type></alternative-service></html>"),
        "||");
    EXPECT_EQ(read(root("<type>emergency</type><action>x</action>")), "||");
    EXPECT_EQ(read(root("<alternative-service/><other><type>emergency</type></other>")), "||");
    // The first one counts.
    EXPECT_EQ(read(service("<type>emergency</type><type>restoration</type>")), "emergency||");
}

TEST(ImsXmlReader, text_of_any_kind) {
    EXPECT_EQ(read(service("<reason>a &lt;&#x62;&gt; &amp; c</reason>")), "||a <b> & c");
    EXPECT_EQ(read(service("<reason>Teilnehmer \xC3\xBC</reason>")), "||Teilnehmer \xC3\xBC");
    EXPECT_EQ(read(service("<reason>Latin \xFC</reason><action>x</action>")),
              "|x|Latin \xEF\xBF\xBD");
    EXPECT_EQ(read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                   service("<type>emergency</type><reason>\xFC</reason>")),
              "emergency||\xEF\xBF\xBD");
    EXPECT_EQ(read("<?xml version=\"1.0\" encoding=\"no-such-encoding\"?>" +
                   service("<type>emergency</type>")),
              "emergency||");
    EXPECT_EQ(read(service("<type>emergency</type><reason>a\tb\r\n\x01 c</reason>")),
              "emergency||a b c");
    const ImsXml long_text = read_ims_xml(
        service("<reason>" + std::string(10'000, 'x') + "</reason><action>y</action>"));
    EXPECT_EQ(long_text.action, "y");
    EXPECT_LE(long_text.reason.size(), 200U);
}

TEST(ImsXmlReader, damaged) {
    for (const std::string_view body :
         {"", " ", "x", "<", "<?xml", "<a", "<a>", "<a></b>", "</a>", "<a/><b/>", "&x;", "<!--",
          "<![CDATA[", "{\"type\":\"emergency\"}", "<\xFF\xFE>"}) {
        EXPECT_EQ(read(body), "damaged ||") << body;
    }
    // What stands before the damage counts, what is cut within does not.
    const std::string whole = service("<type>emergency</type><action>emergency-registration"
                                      "</action>");
    EXPECT_EQ(read(whole.substr(0, whole.find("</action>") + 9)),
              "damaged emergency|emergency-registration|");
    EXPECT_EQ(read(whole.substr(0, whole.find("registration"))), "damaged emergency||");
    EXPECT_EQ(read(whole.substr(0, whole.find("gency"))), "damaged ||");
    EXPECT_EQ(read(service("<type>emergency</type><action>x</type>")), "damaged emergency||");
    EXPECT_EQ(read(service("<type>emergency</type><reason>&unknown;</reason>")),
              "damaged emergency||");
    // UTF-16
    EXPECT_EQ(read(std::string("\xFF\xFE<\0a\0/\0>\0", 10)), "damaged ||");
    EXPECT_EQ(read(std::string("<\0a\0/\0>\0", 8)), "damaged ||");
}

TEST(ImsXmlReader, declarations_and_entities) {
    const std::string order = service("<type>emergency</type><reason>&a;</reason>");
    for (const std::string_view declaration :
         {"<!DOCTYPE ims-3gpp>", "<!doctype ims-3gpp>",
          "<!DOCTYPE ims-3gpp SYSTEM \"http://192.0.2.1/x.dtd\">",
          "<!DOCTYPE ims-3gpp [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
          "<!DOCTYPE ims-3gpp [<!ENTITY a \"b\"><!ENTITY % c SYSTEM \"http://192.0.2.1/\">%c;]>"}) {
        EXPECT_EQ(read(std::string(declaration) + order), "damaged ||") << declaration;
    }
    // A declaration in an encoding that the search for it cannot see.
    EXPECT_EQ(
        read("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE ims-3gpp+AD4-" + order),
        "damaged ||");
    EXPECT_EQ(
        read("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + service("<type>emergency</type>")),
        "emergency||");
}

TEST(ImsXmlReader, bombs) {
    std::string laughs = "<!DOCTYPE l [<!ENTITY a0 \"ha\">";
    for (int i = 1; i < 30; ++i) {
        const std::string before = std::to_string(i - 1);
        laughs += "<!ENTITY a" + std::to_string(i) + " \"&a" + before + ";&a" + before + ";\">";
    }
    EXPECT_EQ(read(laughs + "]>" + service("<type>&a29;</type>")), "damaged ||");
    EXPECT_EQ(read(repeated("<a>", 5'000)), "damaged ||");
    EXPECT_EQ(read(service("<type>emergency</type>" + repeated("<a>", 20) + repeated("</a>", 20))),
              "damaged emergency||");
    EXPECT_EQ(read(service(std::string(20'000, ' ') + "<type>emergency</type>")), "damaged ||");
    EXPECT_EQ(read(std::string(10'000'000, '<')), "damaged ||");
    EXPECT_EQ(read(service(repeated("<type/>", 2'000) + "<type>emergency</type>")), "emergency||");
    EXPECT_EQ(read("<ims-3gpp " + repeated("x", 15'000) + "=\"1\"/>"), "||");
    std::string attributes = "<ims-3gpp";
    for (int i = 0; i < 1'500; ++i) {
        attributes += " a" + std::to_string(i) + "=\"\"";
    }
    EXPECT_EQ(read(attributes + "/>"), "||");
}

// libwireshark parses XML with the same library.
TEST(ImsXmlReader, leaves_the_library_as_it_was) {
    static int errors = 0;
    const xmlStructuredErrorFunc count = [](auto...) { ++errors; };
    xmlSetStructuredErrorFunc(&errors, count);
    testing::internal::CaptureStderr();
    read("<a></b>");
    read("<?xml version=\"9\" encoding=\"x\"?><x:a y:b=\"&c;\">");
    read("<!DOCTYPE a []>");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(errors, 0);
    xmlFreeDoc(xmlReadMemory("<a>", 3, nullptr, nullptr, 0)); // as somebody else would
    EXPECT_GT(errors, 0);
    xmlSetStructuredErrorFunc(nullptr, nullptr);
}

} // namespace
} // namespace imsfail::sip
