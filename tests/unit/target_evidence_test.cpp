// imsfail: tests of the findings about the target: each shows, and stays silent by its guards
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "calls.h"
#include "found.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imsfail::diagnosis {
namespace {

using model::Settings;
using test::Calls;
using test::Trace;

constexpr const char *kNational = "sip:02079460103@example.com";

/// The finding with that id on the last frame; nullptr if there is none.
const Found *found_last(const Trace &trace, std::string_view id) {
    return test::find_on(trace.record(trace.size()), id);
}

bool shows(const Calls &calls, std::string_view id, const Settings &settings = {}) {
    return found_last(Trace(calls.trace(), settings), id) != nullptr;
}

std::string text_of(const Calls &calls, std::string_view id) {
    const Trace trace(calls.trace());
    const Found *const found = found_last(trace, id);
    return found == nullptr ? "" : found->text;
}

std::string number_form_of_last(const Trace &trace) {
    const Verdict *const verdict = trace.record(trace.size()).verdict;
    const char *const line = verdict->target == nullptr ? nullptr : verdict->target->number_form;
    return line == nullptr ? "" : line;
}

// Three answered calls to numbers with a plus sign.
Calls three_global() {
    Calls calls;
    calls.call("+442079460101@example.com")
        .call("+442079460102@example.com")
        .call("+442079460103@example.com");
    return calls;
}

TEST(TargetEvidence, number_format_in_words) {
    Calls calls = three_global();
    calls.call(kNational, "02079460103", "404");
    EXPECT_EQ(number_form_of_last(Trace(calls.trace())),
              "+E.164 worked toward p (frames 1, 3, 5); this one is national without +");
    EXPECT_EQ(text_of(calls, "number_format"),
              "Calls toward p to +E.164 numbers worked (frames 1, 3, 5), none to a national "
              "number (no +) like this one; frame 5 reached +442079460103, which ends in the "
              "same digits");

    Calls same_digits = three_global();
    same_digits.call("sip:442079460102@example.com", "442079460102", "604");
    EXPECT_EQ(text_of(same_digits, "number_format"),
              "Calls toward p to +E.164 numbers worked (frames 1, 3, 5), none to a national "
              "number (no +) like this one; frame 3 reached the same digits as +442079460102");

    Calls another = three_global();
    another.call("sip:02079460199;phone-context=example.com@example.com", "bob", "484");
    EXPECT_EQ(text_of(another, "number_format"),
              "Calls toward p to +E.164 numbers worked (frames 1, 3, 5), none to a number with "
              "phone-context like this one");
}

TEST(TargetEvidence, one_call_with_the_same_digits_is_enough) {
    const auto one = [](const char *worked) {
        Calls calls;
        return calls.call(worked, "bob");
    };
    Calls calls = one("sip:+442079460103@example.com");
    calls.call("sip:442079460103@example.com", "bob", "404");
    EXPECT_EQ(text_of(calls, "number_format"),
              "A call toward p to a +E.164 number worked (frame 1), none to a national number (no "
              "+) like this one; frame 1 reached the same digits as +442079460103");
    EXPECT_EQ(number_form_of_last(Trace(calls.trace())),
              "+E.164 worked toward p (frame 1); this one is national without +");

    Calls bare = one("tel:+44-20-7946-0103");
    bare.call("sip:+442079460103@example.com", "bob", "604");
    EXPECT_EQ(text_of(bare, "number_format"),
              "A call toward p to a +E.164 number as tel worked (frame 1), none to a +E.164 number "
              "as sip like this one; frame 1 reached the same digits as "
              "+44-20-7946-0103");

    const struct {
        const char *worked, *failed, *why;
    } near[] = {
        {"sip:+442079460103@example.com", kNational, "it only ends in the same digits"},
        {"sip:+442079460103@example.com", "sip:442079460104@example.com", "another number"},
        {"sip:+442079460103@example.com", "sip:+442079460103@example.net", "the same form"},
        {"sip:+442079@example.com", "sip:442079@example.com", "a short code"},
    };
    for (const auto &test : near) {
        Calls other = one(test.worked);
        EXPECT_FALSE(shows(other.call(test.failed, "bob", "404"), "number_format")) << test.why;
    }
    const char *const plain = "sip:442079460103@example.com";
    Calls elsewhere = one("sip:+442079460103@example.com");
    elsewhere.over("q").call("sip:+442079460199@example.com", "bob").call(plain, "bob", "404");
    EXPECT_FALSE(shows(elsewhere, "number_format")) << "over another next hop";
    Calls worked = one("sip:+442079460103@example.com");
    worked.call("sip:442079460199@example.com", "bob").call(plain, "bob", "404");
    EXPECT_FALSE(shows(worked, "number_format")) << "this form worked";
}

TEST(TargetEvidence, the_uri_is_part_of_the_number_format) {
    const auto three = [](const std::string &uri_end) {
        Calls calls;
        for (const char *const last : {"1", "2", "3"}) {
            calls.call("sip:+44207946010" + (last + uri_end), "bob");
        }
        return calls;
    };
    const std::string phone = "@example.com;user=phone";
    Calls without = three(phone);
    without.call("sip:+442079460199@example.com", "bob", "404");
    EXPECT_EQ(number_form_of_last(Trace(without.trace())),
              "+E.164 with user=phone worked toward p (frames 1, 3, 5); this one is +E.164 "
              "without user=phone");
    EXPECT_EQ(text_of(without, "number_format"),
              "Calls toward p to +E.164 numbers with user=phone worked (frames 1, 3, 5), none to a "
              "+E.164 number without user=phone like this one");
    Calls tel = three(phone);
    tel.call("tel:+442079460199", "bob", "416");
    EXPECT_EQ(number_form_of_last(Trace(tel.trace())),
              "+E.164 with user=phone worked toward p (frames 1, 3, 5); this one is +E.164 as tel");
    Calls national = three(phone);
    national.call("sip:02079460199" + phone, "bob", "404");
    EXPECT_EQ(number_form_of_last(Trace(national.trace())),
              "+E.164 with user=phone worked toward p (frames 1, 3, 5); this one is national "
              "without +");
    Calls same = three(phone);
    EXPECT_FALSE(shows(same.call("sip:+442079460199" + phone, "bob", "404"), "number_format"));

    Calls both = three("@example.com");
    for (const char *const last : {"4", "5", "6"}) {
        both.call("sip:0207946010" + (last + phone), "bob");
    }
    both.call("sip:02079460199@example.com", "bob", "404");
    EXPECT_EQ(number_form_of_last(Trace(both.trace())),
              "national without + with user=phone worked toward p (frames 7, 9, 11); this one is "
              "national without + without user=phone")
        << "the nearest of two usual forms";
}

TEST(TargetEvidence, a_number_that_is_not_allocated_is_not_in_a_wrong_form) {
    const std::string before = three_global().trace();
    const std::string ask = "9 a>p INVITE Z 1 x/ id=9 uri=sip:02079460103@example.com\n";
    const std::string answer = "9 p>a 404:INVITE Z 1 x/b id=9 +Reason:";
    for (const char *const reason : {"Q.850;cause=1", "SIP;cause=404,q.850;cause=1"}) {
        const Trace trace(before + ask + answer + reason);
        EXPECT_EQ(found_last(trace, "number_format"), nullptr) << reason;
        EXPECT_EQ(number_form_of_last(trace), "") << reason;
    }
    for (const char *const reason : {"Q.850;cause=28", "SIP;cause=1", "Q.850"}) {
        const Trace trace(before + ask + answer + reason);
        EXPECT_NE(found_last(trace, "number_format"), nullptr) << reason;
    }
}

TEST(TargetEvidence, number_format_after_each_answer_that_denies_the_target) {
    for (const char *const code : {"404", "410", "416", "484", "485", "604"}) {
        Calls calls = three_global();
        EXPECT_TRUE(shows(calls.call(kNational, "bob", code), "number_format")) << code;
    }
    for (const char *const code : {"403", "480", "486", "487", "500", "603", "200"}) {
        Calls calls = three_global();
        EXPECT_FALSE(shows(calls.call(kNational, "bob", code), "number_format")) << code;
    }
}

TEST(TargetEvidence, number_format_near_misses) {
    Calls two;
    two.call("+442079460101@example.com").call("+442079460102@example.com");
    EXPECT_FALSE(shows(two.call(kNational, "bob", "404"), "number_format"));

    Calls worked = three_global();
    worked.call("sip:02079460199@example.com", "bob", "180 486").call(kNational, "bob", "404");
    EXPECT_FALSE(shows(worked, "number_format")) << "this form rang before";

    Calls no_answer;
    for (const char *const code : {"480", "603", "183 486"}) {
        no_answer.call("tel:+442079460101", "bob", code);
    }
    EXPECT_FALSE(shows(no_answer.call(kNational, "bob", "404"), "number_format"))
        << "a 480 or 603 alone proves nothing";

    Calls elsewhere = three_global();
    elsewhere.over("q").call(kNational, "bob", "404");
    EXPECT_FALSE(shows(elsewhere, "number_format")) << "over another next hop";

    for (const char *const uri :
         {"sip:110@example.com", "sip:*21*02079460103@example.com", "sip:7042@example.com",
          "sip:112@example.com", "sip:alice@example.com", "sip:+442079460199@example.com",
          "urn:service:sos", "sip:anonymous@anonymous.invalid",
          "sip:02079460103@example.com;gr=urn:uuid:1"}) {
        Calls calls = three_global();
        EXPECT_FALSE(shows(calls.call(uri, "bob", "404"), "number_format")) << uri;
    }

    const std::string before = three_global().trace();
    for (const char *const failure : {
             "9 a>p MESSAGE Z 1 x/ id=9 uri=sip:02079460103@example.com\n"
             "9 p>a 404:MESSAGE Z 1 x/b id=9",
             "9 a>p INVITE Z 1 x/b id=9 uri=sip:02079460103@example.com\n"
             "9 p>a 404:INVITE Z 1 x/b id=9",
             "9 p>a 404:INVITE Z 1 x/b id=9",
         }) {
        const Trace trace(before + failure);
        EXPECT_EQ(found_last(trace, "number_format"), nullptr) << failure;
        EXPECT_EQ(number_form_of_last(trace), "") << failure;
    }
}

// A proxy in between: all calls are seen on two hops.
std::string two_hops(const std::string &id, const std::string &uri, const std::string &uri_behind,
                     const std::string &code) {
    const std::string options = " id=" + id + " uri=";
    const std::string branch(1, static_cast<char>('A' + 2 * std::stoi(id)));
    const std::string below(1, static_cast<char>('B' + 2 * std::stoi(id)));
    return id + " a>p INVITE " + branch + " 1 x/" + options + uri + "\n" +                       //
           id + " p>q INVITE " + below + branch + " 1 x/" + options + uri_behind + "\n" +        //
           id + " q>p " + code + ":INVITE " + below + branch + " 1 x/b" + options + uri + "\n" + //
           id + " p>a " + code + ":INVITE " + branch + " 1 x/b" + options + uri + "\n";
}

std::string frames_with(const Trace &trace, std::string_view id) {
    std::string frames;
    for (std::size_t frame = 1; frame <= trace.size(); ++frame) {
        for (const Found *found = trace.record(frame).findings; found != nullptr;
             found = found->next) {
            frames += found->rule->id == id ? std::to_string(frame) + " " : "";
        }
    }
    return frames;
}

TEST(TargetEvidence, number_format_stands_once_nearest_the_originator) {
    const std::string global = "sip:+442079460101@example.com";
    std::string worked;
    for (const char *const id : {"0", "1", "2"}) {
        worked += two_hops(id, global, global, "200");
    }
    const Trace everywhere(worked + two_hops("3", kNational, kNational, "404"));
    EXPECT_EQ(frames_with(everywhere, "number_format"), "16 ");
    EXPECT_NE(everywhere.record(15).verdict->target->number_form, nullptr) << "said on each hop";

    const Trace translated(worked + two_hops("3", global, kNational, "404"));
    EXPECT_EQ(frames_with(translated, "number_format"), "15 ") << "where it goes wrong";
}

TEST(TargetEvidence, copies_repeat_the_line_but_not_the_finding) {
    const Trace trace(three_global().call(kNational, "bob", "404").trace() +
                      "3 p>a 404:INVITE D 1 x/b id=3 if=1");
    EXPECT_EQ(frames_with(trace, "number_format"), "8 ");
    EXPECT_NE(number_form_of_last(trace), "");
}

TEST(TargetEvidence, other_host) {
    const auto three = [] {
        Calls calls;
        calls.call("alice@right.example").call("bob@right.example").call("+4420@right.example");
        return calls;
    };
    Calls wrong = three();
    EXPECT_EQ(text_of(wrong.call("sip:carol@wrong.example", "carol@WRONG.example", "404"),
                      "domain_mismatch"),
              "Calls toward p worked with the host right.example (frames 1, 3, 5); none with this "
              "one, wrong.example");
    Calls number = three();
    EXPECT_TRUE(shows(number.call("sip:+442079460101@192.0.2.9", "bob@192.0.2.9", "604"),
                      "domain_mismatch"));

    const struct {
        const char *uri, *to, *code, *why;
    } near[] = {
        {"sip:carol@RIGHT.example:5070", "carol@right.example", "404", "the same host"},
        {"sip:carol@wrong.example", "carol@wrong.example", "486", "not a matter of the target"},
        {"tel:+442079460101", "carol@wrong.example", "404", "no host"},
        {"sip:1a2b@192.0.2.9", "carol@right.example", "404", "a contact"},
        {"sip:carol@192.0.2.9", "carol@right.example", "404", "the caller did not name this host"},
        {"sip:carol@wrong.example;gr", "carol@wrong.example", "404", "a GRUU"},
        {"sip:carol@x.invalid", "carol@x.invalid", "404", "nobody's host"},
    };
    for (const auto &test : near) {
        Calls calls = three();
        EXPECT_FALSE(shows(calls.call(test.uri, test.to, test.code), "domain_mismatch"))
            << test.why;
    }
    Calls two;
    two.call("alice@right.example").call("bob@right.example");
    two.call("sip:carol@wrong.example", "carol@wrong.example", "404");
    EXPECT_FALSE(shows(two, "domain_mismatch")) << "two calls are no habit";
    Calls several = three();
    several.call("dave@other.example");
    several.call("sip:carol@wrong.example", "carol@wrong.example", "404");
    EXPECT_FALSE(shows(several, "domain_mismatch")) << "this hop serves several domains";
    Calls elsewhere = three();
    elsewhere.over("q").call("sip:carol@wrong.example", "carol@wrong.example", "404");
    EXPECT_FALSE(shows(elsewhere, "domain_mismatch")) << "over another next hop";
    Settings settings;
    settings.home_domains = {"wrong.example"};
    Calls home = three();
    home.call("sip:carol@ims.wrong.example", "carol@ims.wrong.example", "404");
    EXPECT_FALSE(shows(home, "domain_mismatch", settings)) << "the user's own domain";
}

TEST(TargetEvidence, request_uri_unlike_to) {
    const char *const uri = "sip:bob@wrong.example";
    EXPECT_EQ(text_of(Calls().call(uri, "bob@right.example", "404"), "domain_mismatch"),
              "The Request-URI has the host wrong.example, To right.example, and no History-Info, "
              "Diversion, P-Called-Party-ID or Route shows why");
    EXPECT_FALSE(shows(Calls().call(uri, "bob@WRONG.example.", "404"), "domain_mismatch"));
    for (const char *const header :
         {"+History-Info:<sip:bob@right.example>;index=1", "+Diversion:<sip:bob@right.example>",
          "+P-Called-Party-ID:<sip:bob@right.example>", "+Route:<sip:p;lr>"}) {
        EXPECT_FALSE(
            shows(Calls().call(uri, "bob@right.example", "404", header), "domain_mismatch"))
            << header;
    }
    const struct {
        const char *uri, *to, *why;
    } near[] = {
        {"sip:bob@192.0.2.9", "bob@right.example", "a contact"},
        {"sip:bob@[2001:db8::9]", "bob@right.example", "a contact"},
        {"sip:bob@right.example", "bob@192.0.2.9", "To names a machine"},
        {"sip:1a2b@wrong.example", "bob@right.example", "another user: a contact"},
        {"sip:h", "bob@right.example", "nobody"},
    };
    for (const auto &test : near) {
        EXPECT_FALSE(shows(Calls().call(test.uri, test.to, "404"), "domain_mismatch")) << test.why;
    }
    Calls translated;
    translated.call("sip:alice@inner.example", "alice@right.example")
        .call(uri, "bob@right.example", "404");
    EXPECT_FALSE(shows(translated, "domain_mismatch")) << "this sender translates";
    EXPECT_EQ(frames_with(Trace("0 p>q INVITE BA 1 x/ uri=sip:bob@wrong.example\n"
                                "0 q>p 404:INVITE BA 1 x/b"),
                          "domain_mismatch"),
              "")
        << "behind a proxy";
    EXPECT_EQ(frames_with(Trace("0 a>p INVITE A 1 x/\n"
                                "0 p>a 302:INVITE A 1 x/b\n"
                                "1 a>p INVITE B 2 x/ uri=sip:bob@wrong.example\n"
                                "1 p>a 404:INVITE B 2 x/c"),
                          "domain_mismatch"),
              "")
        << "after a redirection";
}

TEST(TargetEvidence, number_invalid) {
    constexpr const char *kServiceCode =
        "Emergency and N11 codes are no global numbers: \"+\" cannot stand before them (RFC 3966 "
        "5.1.5)";
    const struct {
        const char *uri, *text;
    } cases[] = {
        {"tel:02079460103",
         "A tel number without \"+\" must say by phone-context where it means something (RFC 3966 "
         "5.1.5)"},
        {"tel:7042",
         "A tel number without \"+\" must say by phone-context where it means something (RFC 3966 "
         "5.1.5)"},
        {"sip:0800flowers@h;user=phone",
         "The URI says that it holds a telephone number, but there are letters in it (RFC 3966 3)"},
        {"tel:0800flowers;phone-context=h",
         "The URI says that it holds a telephone number, but there are letters in it (RFC 3966 3)"},
        {"tel:+44blue",
         "The URI says that it holds a telephone number, but there are letters in it (RFC 3966 3)"},
        {"sip:alice@h;user=phone",
         "The URI says that it holds a telephone number, but there are letters in it (RFC 3966 3)"},
        {"sip:+4420794601031234@h",
         "The number has more than 15 digits: no E.164 number (TS 23.003 13.4), though RFC 3966 "
         "sets no limit"},
        // near misses
        {"tel:02079460103;phone-context=+44", ""},
        {"tel:+442079460103", ""},
        {"tel:+1-201-555-0123;ext=5;isub=1411", ""},
        {"tel:*21*02079460103#", ""},         // feature codes
        {"tel:%2331%23", ""},                 //
        {"tel:112", ""},                      // a matter of emergency_target_rejected
        {"sip:02079460103@h;user=phone", ""}, // usual without phone-context
        {"sip:02079460103@h", ""},
        {"sip:0ABCDEF1@h;user=phone", ""}, // hexadecimal digits
        {"tel:A1B2;phone-context=h", ""},
        {"tel:+442079460103;npdi;rn=+442079460000", ""},
        {"sip:+442079460103;npdi;rn=+442079460000@h;user=phone", ""},
        {"sip:+442079460103;tgrp=sales;trunk-context=h@h;user=phone", ""},
        {"sip:+442079460103;postd=pp22@h;user=phone", ""},
        {"sip:123456789012345678@h", ""}, // not said to be E.164
        {"sip:+442079460103123@h", ""},   // 15 digits
        {"tel:+1-911", kServiceCode},
        {"sip:+1411@h;user=phone", kServiceCode},
        {"sip:+911@h", kServiceCode},
        {"tel:+112", kServiceCode},
        {"tel:+44112", ""}, // by the settings only
        {"tel:+1111", ""},
        {"tel:+1912", ""},
        {"tel:+12025550911", ""},
        {"sip:alice@h", ""},
        {"sip:anonymous@anonymous.invalid;user=phone", ""},
        {"urn:service:sos", ""},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(text_of(Calls().call(test.uri, "bob", "404"), "number_invalid"), test.text)
            << test.uri;
    }
    Settings settings;
    settings.country_code = "44";
    EXPECT_TRUE(shows(Calls().call("tel:+44112", "bob", "404"), "number_invalid", settings));
    const char *const invalid = "tel:02079460103";
    EXPECT_TRUE(shows(Calls().call(invalid, "bob", "400"), "number_invalid"));
    for (const char *const code : {"200", "403", "486", "503"}) {
        EXPECT_FALSE(shows(Calls().call(invalid, "bob", code), "number_invalid")) << code;
    }
    EXPECT_EQ(frames_with(Trace(two_hops("0", invalid, invalid, "404")), "number_invalid"), "4 ");
    EXPECT_EQ(frames_with(Trace("0 a>p INVITE A 1 x/b uri=tel:02079460103\n"
                                "0 p>a 404:INVITE A 1 x/b"),
                          "number_invalid"),
              "")
        << "inside a dialog";
}

TEST(TargetEvidence, emergency_target_rejected) {
    const struct {
        const char *uri, *code;
        bool rejected;
    } cases[] = {
        {"urn:service:sos", "404", true},         {"urn:service:sos.fire", "604", true},
        {"URN:SERVICE:SOS", "404", true},         {"urn:service:test.sos", "404", false},
        {"urn:service:counseling", "404", false}, {"urn:service:sos", "480", false},
        {"urn:service:sos", "503", false},        {"sip:112@example.com", "404", false},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(shows(Calls().call(test.uri, "bob", test.code), "emergency_target_rejected"),
                  test.rejected)
            << test.uri << " " << test.code;
    }
    const Trace proxied(two_hops("0", "urn:service:sos", "urn:service:sos", "404"));
    EXPECT_EQ(frames_with(proxied, "emergency_target_rejected"), "4 ");
    EXPECT_EQ(found_last(proxied, "emergency_target_rejected")->severity,
              knowledge::Severity::Warn);
    EXPECT_EQ(frames_with(Trace("0 a>p OPTIONS A 1 x/ uri=urn:service:sos\n"
                                "0 p>a 404:OPTIONS A 1 x/b"),
                          "emergency_target_rejected"),
              "");
}

} // namespace
} // namespace imsfail::diagnosis
