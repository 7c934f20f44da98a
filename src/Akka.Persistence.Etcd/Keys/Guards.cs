using Akka.Etcd.Keys;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Keys;

/// <summary>Compares of transactions.</summary>
internal static class Guards
{
    /// <summary>No key of the range exists: one compare, however large the range is (etcd api, <c>Compare.range_end</c>).</summary>
    public static Compare IsEmpty(this EtcdKeyRange range) => new()
    {
        Key = range.Start,
        RangeEnd = range.End,
        Target = Compare.Types.CompareTarget.Version,
        Result = Compare.Types.CompareResult.Equal,
        Version = 0,
    };
}
