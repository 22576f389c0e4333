// Histograms that the tools count and show.
#ifndef IMREC_RECORDIO_CONSOLE_HISTOGRAM_H_
#define IMREC_RECORDIO_CONSOLE_HISTOGRAM_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace imrec::console {

struct Histogram {
  struct Bin {
    std::string name;
    std::uint64_t count = 0;
    /// Is drawn in pictures if the fonts lack a character of the name.
    std::string number = {};
    /// A sum over further bins. Charts are not scaled by it, and its bar may end early.
    bool is_rest = false;
  };
  std::string title;
  std::vector<Bin> bins;
};

/// Returns the count of the fullest bin, other than the sum over further bins, at least 1.
std::uint64_t MostIn(const Histogram& histogram);

/// Returns one bin per number from 0 on if there are few, otherwise up to twenty bins of equal
/// width. `counts` must not be empty.
Histogram NumbersHistogram(std::string title, const std::map<std::size_t, std::uint64_t>& counts);

/// Returns the `most` fullest bins, the fullest first, and if there are more, "and N more" with
/// their sum.
Histogram FullestBins(Histogram histogram, std::size_t most);

/// Bins for box sizes: the square root of a box's share of the image, in steps of a tenth.
class BoxSizeHistogram {
 public:
  void Add(double width, double height);
  Histogram Get(std::string title) const;

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(10);
};

/// Bins of numbers from 1, whose ends are powers of two.
class PowersHistogram {
 public:
  void Add(std::uint64_t number);
  /// Returns the bins from the first to the last that is not empty. `name(first, end)` is the name
  /// of the bin of the numbers from `first` to `end` - 1.
  Histogram Get(std::string title,
                std::string (*name)(std::uint64_t first, std::uint64_t end)) const;

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(64);  // by the highest bit
};

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_HISTOGRAM_H_
