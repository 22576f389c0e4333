// What reading a set from an object store costs and waits for, on paper: the order, the batches of
// a part, the requests in advance and the memory for fetched pages are imrec's own; the store and
// the cache on the disk of a node are models. Usage: scale_model --help
//
// The traffic is that of all readers of one node, times the nodes. The times are those of one
// reader, whose requests are answered after a time drawn from a log-normal distribution and then
// with the bandwidth of one connection.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <vector>

#include <CLI/CLI.hpp>

#include "tests/bench/scale_model.h"
#include "tests/bench/timed_reader.h"

namespace imrec::bench {
namespace {

constexpr std::uint64_t kBlockBytes = std::uint64_t{8} << 20;  // of the cache
constexpr double kGetPrice = 0.4e-6;                           // list price of a GET request, in $

struct Traffic {
  std::uint64_t samples = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
  std::uint64_t cached = 0;  // samples that came from the cache
};

// The cache of a node: blocks that were fetched first stay, until there is no more room.
class NodeCache {
 public:
  explicit NodeCache(const Model& model)
      : room_(model.cache_bytes / kBlockBytes),
        present_(room_ == 0 ? 0 : model.records * model.record_bytes / kBlockBytes + 1) {}

  // Adds what reading a record costs.
  void Read(const Model& model, std::uint64_t record, Traffic& traffic) {
    const std::uint64_t begin = record * model.record_bytes;
    const std::uint64_t last = (begin + model.record_bytes - 1) / kBlockBytes;
    bool fetched = false;
    bool missing = false;
    for (std::uint64_t block = begin / kBlockBytes; block <= last; ++block) {
      if (!present_.empty() && present_[block]) continue;
      missing = room_ == 0;
      if (missing) break;
      --room_;
      present_[block] = true;
      fetched = true;
      Count(kBlockBytes, traffic);
    }
    ++traffic.samples;
    if (missing) {
      Count(PagesOf(model, record).bytes(), traffic);
    } else if (!fetched) {
      ++traffic.cached;
    }
  }

 private:
  static void Count(std::uint64_t bytes, Traffic& traffic) {
    ++traffic.requests;
    traffic.bytes += bytes;
  }

  std::uint64_t room_;  // in blocks
  std::vector<bool> present_;
};

// Reads each epoch with all readers of one node, batch by batch in turn.
std::vector<Traffic> CountTraffic(const Model& model) {
  const SampleOrder order = MakeOrder(model);
  NodeCache cache(model);
  std::vector<Traffic> epochs(model.epochs);
  for (std::uint32_t epoch = 0; epoch < model.epochs; ++epoch) {
    for (std::uint64_t sample = 0; sample < model.records / model.readers; ++sample) {
      for (std::uint64_t reader = 0; reader < model.readers; reader += model.nodes) {
        const std::uint64_t position = sample * model.readers + reader;
        cache.Read(model, order.At(epoch, position).record, epochs[epoch]);
      }
    }
  }
  return epochs;
}

void PrintTraffic(const Model& model, const std::vector<Traffic>& epochs) {
  std::printf("| epoch | requests | bytes | from the caches | GET requests cost |\n");
  std::printf("| --- | --- | --- | --- | --- |\n");
  const auto nodes = static_cast<double>(model.nodes);
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const Traffic& node = epochs[i];
    const double requests = static_cast<double>(node.requests) * nodes;
    std::printf("| %zu | %.3g | %.4g TB | %.1f %% | %.0f $ |\n", i + 1, requests,
                static_cast<double>(node.bytes) * nodes / 1e12,
                100 * static_cast<double>(node.cached) / static_cast<double>(node.samples),
                requests * kGetPrice);
  }
}

void PrintTimes(const Model& model, const Times& times) {
  const auto readers = static_cast<double>(model.readers);
  const auto samples = static_cast<double>(model.batch * (model.batches - 1));
  std::printf(
      "\nA reader: %.1f images/s of %.1f asked for, %.2f %% of the time waiting, %.0f "
      "requests/s, at most %zu in flight\n",
      samples / times.seconds, model.rate, 100 * times.waited / times.seconds,
      times.requests_per_second, times.busiest);
  std::printf("All readers: %.3g requests/s, %.3g Gbit/s for a node\n",
              times.requests_per_second * readers,
              times.requests_per_second * readers / static_cast<double>(model.nodes) *
                  static_cast<double>(PagesOf(model, 0).bytes()) * 8 / 1e9);
}

// The first bytes of a shard and of its index, the rest of the index, and the last record, one
// after the other; several shards at the same time, as OpenRecords() does.
constexpr std::uint64_t kRequestsToOpen = 4;
constexpr double kOpenedAtOnce = 32;

void PrintOpening(const Model& model) {
  const std::uint64_t bytes = model.records * model.record_bytes;
  const std::uint64_t shards = (bytes + model.shard_bytes - 1) / model.shard_bytes;
  const auto opening = static_cast<double>(shards * kRequestsToOpen);
  const double all = opening * static_cast<double>(model.readers);
  std::printf(
      "Opening: %llu shards, %.3g requests of a reader (%.0f s with %.0f ms each), %.3g of "
      "all readers (%.0f $)\n",
      static_cast<unsigned long long>(shards), opening, opening / kOpenedAtOnce * model.latency,
      model.latency * 1e3, all, all * kGetPrice);
  std::printf("Memory of a reader: %.3g GB for the index, %.3g GB for fetched bytes\n",
              static_cast<double>(model.records * model.index_bytes) / 1e9,
              static_cast<double>(model.memory) / 1e9);
}

void AddOptions(CLI::App& app, Model& model) {
  app.add_option("--records", model.records, "Records of the set");
  app.add_option("--record-bytes", model.record_bytes, "Size of a record");
  app.add_option("--shard-bytes", model.shard_bytes, "Size of a shard");
  app.add_option("--index-bytes", model.index_bytes, "Memory of a reader for a record's entry");
  app.add_option("--readers", model.readers, "Readers, a multiple of the nodes");
  app.add_option("--nodes", model.nodes, "Nodes, each with a cache of its own");
  app.add_option("--cache-bytes", model.cache_bytes, "Cache of a node; 0: none");
  app.add_option("--window", model.window, "Window of the shuffle; 0: full shuffle");
  app.add_option("--epochs", model.epochs, "Epochs to count");
  app.add_option("--batch", model.batch, "Batch size");
  app.add_option("--rate", model.rate, "Images/s that each trainer takes");
  app.add_option("--latency", model.latency, "Median seconds to the first byte");
  app.add_option("--slowest", model.slowest, "Seconds that 1 % of the answers exceed");
  app.add_option("--bandwidth", model.bandwidth, "Bytes/s of a connection");
  app.add_option("--in-flight", model.in_flight, "Requests of a reader at the same time");
  app.add_option("--memory", model.memory, "Memory of a reader for fetched bytes");
  app.add_option("--batches", model.batches, "Batches of the reader that is timed");
}

}  // namespace
}  // namespace imrec::bench

int main(int argc, char** argv) try {
  CLI::App app("What reading from an object store costs and waits for, on paper");
  imrec::bench::Model model;
  imrec::bench::AddOptions(app, model);
  CLI11_PARSE(app, argc, argv);
  imrec::bench::PrintTraffic(model, imrec::bench::CountTraffic(model));
  imrec::bench::PrintTimes(model, imrec::bench::TimedReader(model).Run());
  imrec::bench::PrintOpening(model);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "scale_model: %s\n", error.what());
  return 2;
}
