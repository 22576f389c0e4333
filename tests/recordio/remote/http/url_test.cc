#include "recordio/remote/http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/utc_time.h"

namespace imrec::remote {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Refusal(const std::string& url) {
  try {
    ParseUrl(url);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(Url, IsSplit) {
  const Url url = ParseUrl("HTTPS://Host:8443/a/b%20c?x=1&y");
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.authority, "Host:8443");
  EXPECT_EQ(url.path, "/a/b%20c");
  EXPECT_EQ(url.query, "x=1&y");
  EXPECT_EQ(ParseUrl("http://h").path, "/");
  EXPECT_EQ(ParseUrl("http://h?q=/").path, "/");
  EXPECT_EQ(ParseUrl("http://h:80").authority, "h");
  EXPECT_EQ(ParseUrl("https://h:80").authority, "h:80");
  EXPECT_EQ(ParseUrl("http://[::1]:80/x").authority, "[::1]");
  EXPECT_EQ(ParseUrl("http://[::1]/x").authority, "[::1]");
}

TEST(Url, MalformedOnesAreRefused) {
  for (const char* url : {"", "host/x", "ftp://h/x", "http://", "http:///x", "http://:80/",
                          "http://h:x/", "http://h:123456/", "http://h/a b", "http://h/\xC3\xBC",
                          "http://h/x#y", "http://user:secret@h/"}) {
    EXPECT_NE(Refusal(url), "") << url;
  }
  EXPECT_THAT(Refusal("http://user:secret@h/"), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal("http://h /?token=secret"), Not(HasSubstr("secret")));
}

TEST(Url, HostWithoutPort) {
  EXPECT_EQ(HostOf("Example.com:80"), "example.com");
  EXPECT_EQ(HostOf("[FD00:ec2::23]:80"), "fd00:ec2::23");
  EXPECT_EQ(HostOf("[::1]"), "::1");
}

TEST(Url, PercentEncoding) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("a b/\xC3\xBC+=:,()'@&$%*!"),
            "a%20b%2F%C3%BC%2B%3D%3A%2C%28%29%27%40%26%24%25%2A%21");
  EXPECT_EQ(PercentEncodePath("a b/c"), "a%20b/c");
  EXPECT_EQ(QueryString({{"prefix", "a/"}, {"list-type", "2"}, {"uploads", ""}}),
            "list-type=2&prefix=a%2F&uploads=");
  EXPECT_EQ(FormDecode("a+b%2B%c3%BC"), "a b+\xC3\xBC");
  for (const char* text : {"%", "%1", "%g1", "%1g", "%-1"}) EXPECT_FALSE(FormDecode(text)) << text;
}

TEST(UtcTime, IsoTimes) {
  const TimePoint time = ParseIsoTime("2024-02-29T23:59:58Z").value();
  EXPECT_EQ(FormatAmzDate(time), "20240229T235958Z");
  EXPECT_EQ(ParseIsoTime("2024-02-29T23:59:58.123456Z"), time);
  EXPECT_EQ(ParseIsoTime("2024-03-01T01:59:58+02:00"), time);
  EXPECT_EQ(ParseIsoTime("2024-02-29T22:29:58-0130"), time);
  for (const char* text :
       {"", "2024-02-29", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-02-29T24:00:00Z",
        "2024-02-29T00:00:00", "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00Zx", "never"}) {
    EXPECT_FALSE(ParseIsoTime(text)) << text;
  }
}

TEST(UtcTime, HttpDates) {
  EXPECT_EQ(ParseHttpDate("Fri, 24 May 2013 00:00:00 GMT"), ParseIsoTime("2013-05-24T00:00:00Z"));
  for (const char* text : {"", "Fri, 24 Mai 2013 00:00:00 GMT", "Fri, 24 May 2013 00:00:00"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

// Credentials that never expire have such times.
TEST(UtcTime, FarTimesStayFar) {
  const TimePoint now = std::chrono::system_clock::now();
  EXPECT_GT(ParseIsoTime("9999-12-31T23:59:59Z").value(), now);
  EXPECT_GT(ParseIsoTime("2263-01-01T00:00:00-23:59").value(), now);
  EXPECT_LT(ParseIsoTime("0001-01-01T00:00:00Z").value(), now);
  EXPECT_LT(ParseHttpDate("Fri, 24 May 1066 00:00:00 GMT").value(), now);
  EXPECT_EQ(FormatAmzDate(ParseIsoTime("2199-12-31T23:59:59Z").value()), "21991231T235959Z");
  EXPECT_FALSE(ParseIsoTime("9999-02-30T00:00:00Z"));
}

}  // namespace
}  // namespace imrec::remote
