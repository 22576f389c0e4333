#include "recordio/remote/s3/list_objects.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

namespace imrec::remote {

std::vector<S3Object> ListObjects(StoreSender& sender, const S3Location& start) {
  constexpr std::size_t kMaxPage = std::size_t{8} << 20;  // a page of 1,000 keys has 1 MB
  std::vector<S3Object> objects;
  std::string token;
  do {
    const HttpResponse response =
        sender.Send({.location = start,
                     .call = {.query = S3ListQuery(start.key, "/", token), .of_bucket = true},
                     .doing = "be listed",
                     .expected_root = "ListBucketResult",
                     .max_text = kMaxPage});
    S3ListPage page = ParseS3ListPage(response.body);
    std::ranges::move(page.objects, std::back_inserter(objects));
    token = page.next_token;
  } while (!token.empty());
  std::ranges::sort(objects, {}, &S3Object::key);
  return objects;
}

}  // namespace imrec::remote
