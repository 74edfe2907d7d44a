import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks veraPDF about files: one line each with a tab between file, yes or no, number of checks, and the clauses that failed. */
public class VeraCheck {
  public static void main(String[] words) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
    for (int i = 1; i < words.length; i++) {
      try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(words[i]), flavour);
          PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
        ValidationResult result = validator.validate(parser);
        Map<String, Integer> failed = new TreeMap<>();
        for (TestAssertion each : result.getTestAssertions()) {
          if (each.getStatus() == TestAssertion.Status.FAILED) {
            failed.merge(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber(), 1, Integer::sum);
          }
        }
        String answer = result.isCompliant() ? "yes" : "no";
        System.out.println(words[i] + "\t" + answer + "\t" + result.getTotalAssertions() + "\t" + failed.keySet());
      }
    }
  }
}
