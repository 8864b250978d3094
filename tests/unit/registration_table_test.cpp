// imsfail: tests of who is registered
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/registration_table.h"

#include "messages.h"
#include "trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace imsfail::model {
namespace {

using test::kSecond;
using test::Lines;

// A capture of REGISTERs: each is sent, and answered one second later.
class Registrar {
  public:
    // `asked` and `answered` are headers beside those that a REGISTER always has.
    void exchange(std::int64_t at_s, const std::string &user, const Lines &asked,
                  const Lines &answered, const std::string &status = "200 OK",
                  const std::string &from = "") {
        ++cseq_;
        test::Request request;
        request.method = "REGISTER";
        request.uri = "sip:example.com";
        request.to = "<" + user + ">";
        request.from = "<" + (from.empty() ? user : from) + ">;tag=a";
        request.cseq = std::to_string(cseq_);
        request.vias = {"SIP/2.0/UDP a;branch=z9hG4bK" + request.cseq};
        request.headers = asked;
        observe(at_s, "a", "r", test::write(request));
        observe(at_s + 1, "r", "a", test::write_response(status, request, answered));
    }

    void observe(std::int64_t at_s, const std::string &source, const std::string &destination,
                 const std::string &bytes) {
        Sighting sighting;
        sighting.frame = ++frame_;
        sighting.time_ns = at_s * kSecond;
        sighting.route = {.source = {.address = source, .port = 5060},
                          .destination = {.address = destination, .port = 5060},
                          .transport = Transport::Udp};
        const std::string_view candidate = bytes;
        ASSERT_NE(analysis_.observe(sighting, {&candidate, 1}), nullptr) << bytes;
    }

    const Registration *find(const std::string &uri, std::int64_t at_s) const {
        return table().find(uri, at_s * kSecond);
    }
    // "7", with a plus if the proxy is listed there.
    std::string check(const std::string &proxy, std::int64_t at_s,
                      const std::string &user = "sip:bob@example.com") const {
        const ProxyCheck check = table().check_proxy(user, proxy, at_s * kSecond);
        return std::to_string(check.frame) + (check.is_listed ? "+" : "");
    }
    const RegistrationTable &table() const {
        return analysis_.session().registrations();
    }

  private:
    Analysis analysis_;
    std::uint32_t frame_ = 0;
    int cseq_ = 0;
};

constexpr const char *kBob = "sip:bob@example.com";
const Lines kContact = {"Contact: <sip:bob@192.0.2.1>"};

TEST(RegistrationTable, holds_as_long_as_the_answer_says) {
    const struct {
        const char *what;
        Lines asked;
        Lines answered;
        std::int64_t lasts_s; ///< from the answer at 1 s on; 0: not at all
    } cases[] = {
        {"parameter of the Contact", {}, {"Contact: <sip:bob@192.0.2.1>;expires=60"}, 60},
        {"parameter before the header",
         {},
         {"Expires: 90", "Contact: <sip:bob@192.0.2.1>;expires=60"},
         60},
        {"header", {}, {"Expires: 90", "Contact: <sip:bob@192.0.2.1>"}, 90},
        {"nothing said", {}, {"Contact: <sip:bob@192.0.2.1>"}, 3600},
        {"nothing readable", {}, {"Contact: <sip:bob@192.0.2.1>;expires=soon"}, 3600},
        {"the longest of several",
         {},
         {"Contact: <sip:bob@192.0.2.1>;expires=60, <sip:bob@192.0.2.2>;expires=70",
          "Contact: <sip:bob@192.0.2.3>;expires=30"},
         70},
        {"no binding at all", {}, {}, 0},
        {"its own binding removed",
         {"Expires: 0", "Contact: <sip:bob@192.0.2.1>"},
         {"Contact: <sip:bob@192.0.2.1>"},
         0},
        {"removed by the parameter",
         {"Expires: 60", "Contact: <sip:bob@192.0.2.1>;expires=0"},
         {"Contact: <sip:bob@192.0.2.1>;expires=0"},
         0},
        {"all removed", {"Expires: 0", "Contact: *"}, {"Contact: *"}, 0},
        {"its own removed, another one left",
         {"Expires: 0", "Contact: <sip:bob@192.0.2.1>"},
         {"Contact: <sip:bob@192.0.2.1>, <sip:bob@192.0.2.2>;expires=40"},
         40},
        {"one of two removed",
         {"Contact: <sip:bob@192.0.2.1>;expires=0, <sip:bob@192.0.2.2>"},
         {"Contact: <sip:bob@192.0.2.2>"},
         3600},
        {"the longest there is", {}, {"Contact: <sip:b@c>;expires=4294967295"}, 4294967295},
    };
    for (const auto &test : cases) {
        SCOPED_TRACE(test.what);
        Registrar registrar;
        registrar.exchange(0, kBob, test.asked, test.answered);
        EXPECT_EQ(registrar.find(kBob, std::max<std::int64_t>(1, test.lasts_s)) != nullptr,
                  test.lasts_s > 0);
        EXPECT_EQ(registrar.find(kBob, test.lasts_s + 1), nullptr);
    }
}

TEST(RegistrationTable, only_a_2xx_registers_and_only_its_own_user) {
    Registrar registrar;
    registrar.exchange(0, kBob, {}, kContact, "401 Unauthorized");
    EXPECT_EQ(registrar.find(kBob, 5), nullptr);
    registrar.exchange(10, kBob, {}, kContact, "200 OK", "sip:s-cscf.example.com");
    EXPECT_EQ(registrar.find(kBob, 15), nullptr);
    registrar.exchange(20, kBob, {}, kContact);
    EXPECT_NE(registrar.find(kBob, 25), nullptr);
    EXPECT_EQ(registrar.find("sip:alice@example.com", 25), nullptr);
    EXPECT_EQ(registrar.find("sip:bob@example.net", 25), nullptr);
}

TEST(RegistrationTable, names_the_latest_frame_and_the_unbroken_time) {
    Registrar registrar;
    registrar.exchange(0, kBob, {}, {"Contact: <sip:b@c>;expires=60"});
    registrar.exchange(30, kBob, {}, {"Contact: <sip:b@c>;expires=60"});
    const Registration *held = registrar.find(kBob, 40);
    ASSERT_NE(held, nullptr);
    EXPECT_EQ(held->frame, 4U);
    EXPECT_EQ(held->since_ns, 1 * kSecond);
    EXPECT_EQ(held->until_ns, 91 * kSecond);
    EXPECT_EQ(held->host, hash_host("EXAMPLE.com"));
    registrar.exchange(200, kBob, {}, {"Contact: <sip:b@c>;expires=60"});
    held = registrar.find(kBob, 210);
    ASSERT_NE(held, nullptr);
    EXPECT_EQ(held->since_ns, 201 * kSecond);
}

TEST(RegistrationTable, associated_identities_live_and_die_with_the_address) {
    const Lines answer = {"Contact: <sip:b@c>;expires=600",
                          "P-Associated-URI: <sip:+12025550101@example.com>, <tel:+1-202-555-0101>",
                          "P-Associated-URI: <sip:robert@example.com>"};
    const std::vector<std::string> identities = {kBob, "sip:robert@example.com", "tel:+12025550101",
                                                 "sip:+12025550101@example.com;user=phone"};
    const auto expect = [&](const Registrar &registrar, std::int64_t at_s, bool registered) {
        for (const std::string &identity : identities) {
            EXPECT_EQ(registrar.find(identity, at_s) != nullptr, registered) << identity;
        }
    };
    Registrar registrar;
    registrar.exchange(0, kBob, {}, answer);
    expect(registrar, 10, true);
    EXPECT_EQ(registrar.find("tel:+12025550101", 10)->host, hash_host("example.com"));
    // The answer to the last REGISTER need not name whom it concerns.
    registrar.exchange(20, kBob, {"Expires: 0", "Contact: *"}, {});
    expect(registrar, 30, false);
    registrar.exchange(40, kBob, {}, answer);
    expect(registrar, 50, true);
    expect(registrar, 700, false);
    // Refreshed with fewer of them.
    registrar.exchange(800, kBob, {}, answer);
    registrar.exchange(810, kBob, {}, {"Contact: <sip:b@c>;expires=600"});
    EXPECT_NE(registrar.find(kBob, 820), nullptr);
    EXPECT_EQ(registrar.find("sip:robert@example.com", 820), nullptr);
}

TEST(RegistrationTable, a_notify_ends_the_identities_that_it_names) {
    Registrar registrar;
    registrar.exchange(0, kBob, {},
                       {"Contact: <sip:b@c>", "P-Associated-URI: <sip:robert@example.com>"});
    test::Request notify;
    notify.method = "NOTIFY";
    notify.call_id = "reg-event";
    notify.headers = {"Event: reg", "Content-Type: application/reginfo+xml"};
    notify.body = "<reginfo><registration aor=\"sip:bob@example.com\" state=\"terminated\"/>"
                  "<registration aor=\"sip:robert@example.com\" state=\"active\"/></reginfo>";
    registrar.observe(10, "r", "a", test::write(notify));
    EXPECT_EQ(registrar.find(kBob, 11), nullptr);
    EXPECT_NE(registrar.find("sip:robert@example.com", 11), nullptr);
    registrar.exchange(20, kBob, {}, kContact);
    EXPECT_NE(registrar.find(kBob, 25), nullptr);
}

TEST(RegistrationTable, lists_the_proxies_of_the_latest_answer_while_it_holds) {
    const Lines removal = {"Expires: 0", "Contact: *"};
    const std::string contact = "Contact: <sip:b@c>;expires=600";
    Registrar registrar;
    EXPECT_EQ(registrar.check("sip:old.example.net", 0), "0");
    registrar.exchange(0, kBob, {},
                       {contact, "Path: <sip:x@q.example.net;lr>, <sip:old.example.net;lr>",
                        "Service-Route: <sip:s.example.com:5070;lr>",
                        "P-Associated-URI: <tel:+12025550101>"});
    EXPECT_EQ(registrar.check("sip:OLD.example.net", 2), "2+");
    EXPECT_EQ(registrar.check("sip:s.example.com:5070", 2, "tel:+1-202-555-0101"), "2+");
    EXPECT_EQ(registrar.check("sip:s.example.com", 2), "2");
    EXPECT_EQ(registrar.check("sip:X@q.example.net", 2), "2");
    EXPECT_EQ(registrar.check("sip:old.example.net", 2, "sip:alice@example.com"), "0");
    EXPECT_EQ(registrar.check("sip:old.example.net", 601), "0");
    // Refreshed over another proxy.
    registrar.exchange(10, kBob, {}, {contact, "Path: <sip:new.example.net;lr>"});
    EXPECT_EQ(registrar.check("sip:new.example.net", 12), "4+");
    EXPECT_EQ(registrar.check("sip:old.example.net", 12), "4");
    registrar.exchange(20, kBob, {}, {contact});
    EXPECT_EQ(registrar.check("sip:new.example.net", 22), "0");
    // What has ended matches no more, nor after a new registration.
    registrar.exchange(30, kBob, {}, {contact, "Path: <sip:old.example.net;lr>"});
    registrar.exchange(40, kBob, removal, {"Path: <sip:old.example.net;lr>"});
    EXPECT_EQ(registrar.check("sip:old.example.net", 42), "0");
    registrar.exchange(50, kBob, {}, {contact, "Path: <sip:new.example.net;lr>"});
    EXPECT_EQ(registrar.check("sip:old.example.net", 52), "12");
    // Not learnt on behalf of somebody else, nor from a failure.
    registrar.exchange(60, kBob, {}, {contact, "Path: <sip:as.example.net>"}, "200 OK",
                       "sip:s-cscf.example.com");
    registrar.exchange(70, kBob, {}, {contact, "Path: <sip:as.example.net>"}, "500 Error");
    EXPECT_EQ(registrar.check("sip:as.example.net", 72), "12");
}

TEST(RegistrationTable, takes_few_proxies_and_none_without_a_host) {
    std::string path = "Path: <tel:+1>, <>, <urn:x:y>, x";
    for (int i = 5; i <= 17; ++i) {
        path += ", <sip:p" + std::to_string(i) + ".example.net>";
    }
    Registrar registrar;
    registrar.exchange(0, kBob, {}, {"Contact: <sip:b@c>", path});
    EXPECT_EQ(registrar.check("sip:p16.example.net", 2), "2+");
    EXPECT_EQ(registrar.check("sip:p17.example.net", 2), "2");
    for (const char *const proxy : {"", "x", "tel:+1", "urn:x:y"}) {
        EXPECT_EQ(registrar.check(proxy, 2), "2") << proxy;
    }
}

TEST(RegistrationTable, knows_the_servers_of_a_domain) {
    Registrar registrar;
    registrar.exchange(0, kBob, {}, kContact);
    const RegistrationTable &table = registrar.table();
    EXPECT_EQ(table.handled_by(hash_host("Example.com"), {.address = "r", .port = 5060}), 2U);
    EXPECT_EQ(table.handled_by(hash_host("example.com"), {.address = "r", .port = 5061}), 0U);
    EXPECT_EQ(table.handled_by(hash_host("example.com"), {.address = "a", .port = 5060}), 0U);
    EXPECT_EQ(table.handled_by(hash_host("example.net"), {.address = "r", .port = 5060}), 0U);
}

} // namespace
} // namespace imsfail::model
