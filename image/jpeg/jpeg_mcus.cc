#include "image/jpeg/jpeg_mcus.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/jpeg/jpeg_mcus.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

#include "image/jpeg/jpeg_inverse_dct-inl.h"

// Newer targets also have faster shifts by a variable number of bits.
HWY_BEFORE_NAMESPACE();
namespace imrec::jpeg::HWY_NAMESPACE {

HWY_INLINE bool SkipMcu(const McuScan& scan, BitReader& bits) {
  for (McuComponent& component : scan.components) {
    for (int i = 0; i < component.blocks_across * component.blocks_down; ++i) {
      if (!SkipBlock(bits, *component.dc, *component.ac, component.last_dc)) return false;
    }
  }
  return true;
}

// Reads the MCU in `row` and `column` of McuScan::shown.
HWY_INLINE bool ReadMcu(const McuScan& scan, int row, int column, BitReader& bits) {
  for (McuComponent& component : scan.components) {
    const int size = component.block_size;
    const std::ptrdiff_t stride = component.samples.stride();
    for (int y = 0; y < component.blocks_down; ++y) {
      const int top = (row * component.blocks_down + y) * size;
      std::uint8_t* samples = component.samples.row(top).data() +
                              std::ptrdiff_t{column} * component.blocks_across * size;
      for (int x = 0; x < component.blocks_across; ++x) {
        const BlockState state =
            ReadBlock(bits, *component.dc, *component.ac, component.last_dc, *scan.block);
        if (state == BlockState::kDamaged) return false;
        if (state == BlockState::kFlat) {
          const int level = scan.block->values[0] * component.quant[0];
          if (!FillFlat(level, size, samples, stride)) return false;
        } else {
          if (!InverseDctOf(*scan.block, component.quant, size, samples, stride)) return false;
          scan.block->Clear();
        }
        samples += size;
      }
    }
  }
  return true;
}

bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits) {
  for (McuComponent& component : scan.components) component.last_dc = 0;
  const PixelWindow& shown = scan.shown;
  auto row = static_cast<int>(range.begin / scan.across);
  auto column = static_cast<int>(range.begin % scan.across);
  for (std::int64_t mcu = range.begin; mcu < range.end; ++mcu) {
    if (bits.position() > scan.bytes->safe() && !scan.bytes->Extend(bits.position())) return false;
    const bool is_shown = row >= shown.top && column >= shown.left && column < shown.right;
    if (!(is_shown ? ReadMcu(scan, row - shown.top, column - shown.left, bits)
                   : SkipMcu(scan, bits))) {
      return false;
    }
    if (++column == scan.across) {
      column = 0;
      ++row;
    }
  }
  return true;
}

}  // namespace imrec::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec::jpeg {

HWY_EXPORT(ReadMcus);

bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits) {
  return HWY_DYNAMIC_DISPATCH(ReadMcus)(scan, range, bits);
}

}  // namespace imrec::jpeg
#endif  // HWY_ONCE
