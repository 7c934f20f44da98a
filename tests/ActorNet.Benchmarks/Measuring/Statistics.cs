namespace ActorNet.Benchmarks.Measuring;

/// <summary>What is said of many numbers.</summary>
internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that a part of all do not exceed (nearest rank).</summary>
    /// <param name="values">At least one.</param>
    /// <param name="part">Above 0, up to 1: 0.99 for the 99th percentile.</param>
    public static T Quantile<T>(this IEnumerable<T> values, double part)
    {
        T[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
    }
}
