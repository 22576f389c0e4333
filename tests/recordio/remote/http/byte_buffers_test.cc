// Buffers that serve again.
#include "recordio/remote/http/byte_buffers.h"

#include <cstddef>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

TEST(ByteBuffersTest, HaveRoomAndLittleMore) {
  ByteBuffers buffers(0);
  for (std::size_t size = 5'000; size < 3'000'000; size += size / 7) {
    const std::vector<std::byte> buffer = buffers.Take(size);
    EXPECT_TRUE(buffer.empty());
    EXPECT_GE(buffer.capacity(), size);
    EXPECT_LE(buffer.capacity(), size + size / 4);
  }
  EXPECT_GE(buffers.Take(0).capacity(), 1U);
}

TEST(ByteBuffersTest, ServeAgain) {
  ByteBuffers buffers(1'000'000);
  std::vector<std::byte> first = buffers.Take(100'000);
  first.resize(100'000);
  const std::byte* const at = first.data();
  buffers.Give(std::move(first));
  EXPECT_NE(buffers.Take(10'000).data(), at);
  std::vector<std::byte> second = buffers.Take(99'000);
  EXPECT_TRUE(second.empty());
  EXPECT_EQ(second.data(), at);
  EXPECT_NE(buffers.Take(99'000).data(), at) << "it is in use";
}

TEST(ByteBuffersTest, MuchLargerOnesDoNotServe) {
  ByteBuffers buffers(1'000'000);
  buffers.Give(buffers.Take(196'608));
  EXPECT_EQ(buffers.Take(131'072).capacity(), 131'072U);
  EXPECT_EQ(buffers.Take(163'840).capacity(), 196'608U);
}

TEST(ByteBuffersTest, OnlySoManyBytesAreKept) {
  ByteBuffers buffers(300'000);
  std::vector<std::vector<std::byte>> taken;
  for (int i = 0; i < 5; ++i) taken.push_back(buffers.Take(131'072));
  std::vector<const std::byte*> places;
  for (std::vector<std::byte>& buffer : taken) {
    places.push_back(buffer.data());
    buffers.Give(std::move(buffer));
  }
  EXPECT_EQ(buffers.Take(131'072).data(), places[1]);
}

TEST(ByteBuffersTest, OthersAreNotKept) {
  ByteBuffers buffers(1'000'000);
  buffers.Give({});
  buffers.Give(std::vector<std::byte>(5'001));
  EXPECT_GE(buffers.Take(5'001).capacity(), 5'001U);
}

}  // namespace
}  // namespace imrec::remote
