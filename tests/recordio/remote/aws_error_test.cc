#include "recordio/remote/aws_error.h"

#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

TEST(AwsError, FieldsOfS3) {
  const AwsError error = ParseAwsError(
      R"(<?xml version="1.0"?><Error><Code>AuthorizationHeaderMalformed</Code>
         <Message>expecting 'eu-west-1'</Message><Region>eu-west-1</Region>
         <Endpoint>b.s3.amazonaws.com</Endpoint><RequestId>R1</RequestId></Error>)");
  EXPECT_EQ(error.code, "AuthorizationHeaderMalformed");
  EXPECT_EQ(error.message, "expecting 'eu-west-1'");
  EXPECT_EQ(error.region, "eu-west-1");
  EXPECT_EQ(error.endpoint, "b.s3.amazonaws.com");
  EXPECT_EQ(error.request_id, "R1");
}

TEST(AwsError, WrappedErrorsAndSpacesBeforeThem) {
  // CompleteMultipartUpload sends spaces while it works.
  EXPECT_EQ(ParseAwsError("   \n <Error><Code>SlowDown</Code></Error>").code, "SlowDown");
  const AwsError wrapped = ParseAwsError(
      "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>ExpiredTokenException</Code>"
      "</Error><RequestId>R2</RequestId></ErrorResponse>");
  EXPECT_EQ(wrapped.code, "ExpiredTokenException");
  EXPECT_EQ(wrapped.request_id, "R2");
}

TEST(AwsError, OtherBodiesHaveNoFields) {
  for (const char* body : {"", "Service Unavailable", "<html><body/></html>", "<Error>", "{}"}) {
    EXPECT_EQ(ParseAwsError(body).code, "") << body;
  }
  EXPECT_EQ(ParseAwsError("<Error/>").message, "");
}

}  // namespace
}  // namespace imrec::remote
