using Akka.Configuration;

namespace Akka.Persistence.Etcd.Configuration;

/// <summary>Reads settings so that the message about a wrong one names it.</summary>
internal static class Setting
{
    /// <summary>Longer than anybody waits, and no longer than .NET's timers can.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>A text that must not be empty.</summary>
    /// <exception cref="ConfigurationException">It is empty.</exception>
    public static string Text(Config config, string key, string advice) =>
        Read(config, key, () => config.GetString(key), text => !string.IsNullOrEmpty(text), advice);

    /// <summary>A whole number.</summary>
    /// <exception cref="ConfigurationException">It is no whole number, or too small or large.</exception>
    public static int Count(Config config, string key, int min, int max, string advice) =>
        Read(config, key, () => config.GetInt(key), count => count >= min && count <= max, advice);

    /// <summary>A size.</summary>
    /// <exception cref="ConfigurationException">It is no size, or too small or large.</exception>
    public static long Bytes(Config config, string key, long min, long max, string advice) =>
        Read(config, key, () => config.GetByteSize(key) ?? -1, bytes => bytes >= min && bytes <= max, advice);

    /// <summary>A time to wait.</summary>
    /// <exception cref="ConfigurationException">It is no time that can be waited for.</exception>
    public static TimeSpan Time(Config config, string key) =>
        Read(config, key, () => config.GetTimeSpan(key, allowInfinite: false), time => time > TimeSpan.Zero && time <= Longest, "give more than 0, and 24 h at most");

    private static T Read<T>(Config config, string key, Func<T> read, Func<T, bool> isRight, string advice)
    {
        T value;
        try
        {
            value = read();
        }
        catch (Exception problem)
        {
            // HOCON's readers throw whatever parsing throws, and none names the key.
            throw new ConfigurationException($"{key}: '{config.GetValue(key)}' is not right; {advice}", problem);
        }

        return isRight(value) ? value : throw new ConfigurationException($"{key}: '{config.GetValue(key)}' is not right; {advice}");
    }
}
