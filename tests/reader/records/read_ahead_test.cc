#include "reader/records/read_ahead.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

// Notes what is requested.
class RequestedRecords : public RecordStore {
 public:
  using Requests = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

  std::uint64_t size() const override { return 1000; }
  std::uint64_t key(std::uint64_t ordinal) const override { return ordinal; }
  ErrorContext Where(std::uint64_t /*ordinal*/) const override { return {}; }
  void Read(std::uint64_t /*ordinal*/, std::vector<std::byte>& /*payload*/) const override {}
  void ReadLabels(std::uint64_t /*ordinal*/, std::vector<std::byte>& /*scratch*/,
                  std::vector<float>& /*labels*/) const override {}
  void WillRead(std::uint64_t ordinal, std::uint64_t count) const override {
    requests_.emplace_back(ordinal, count);
  }
  void WillReadLabels(std::uint64_t /*ordinal*/, std::uint64_t /*count*/) const override {}

  Requests Take() { return std::exchange(requests_, {}); }

 private:
  mutable Requests requests_;
};

TEST(ReadAhead, RequestsRunsOfAdjacentRecords) {
  RequestedRecords records;
  std::vector<std::uint64_t> ordinals = {7, 3, 900, 4, 5, 4, 0};
  ReadAhead(records, ordinals);
  EXPECT_EQ(records.Take(), (RequestedRecords::Requests{{0, 1}, {3, 3}, {7, 1}, {900, 1}}));
  ordinals.clear();
  ReadAhead(records, ordinals);
  EXPECT_TRUE(records.Take().empty());
}

}  // namespace
}  // namespace imrec
