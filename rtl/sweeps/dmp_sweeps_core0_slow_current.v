`default_nettype none

// Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_sweeps_core0_slow_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               term_valid,
    input  wire               term_last,
    input  wire [5:0]         term_address,
    input  wire signed [15:0] multiplicand,
    input  wire               advance,
    output wire signed [23:0] slow_0
);
    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [31:0] slow_weights [0:49];
    initial $readmemh("dmp_sweeps_core0_slow_current_slow_weights.hex", slow_weights);
    reg  [31:0] slow_weights_word;
    wire signed [7:0] slow_weights_word_0 = slow_weights_word[7:0];
    wire signed [7:0] slow_weights_word_1 = slow_weights_word[15:8];
    wire signed [7:0] slow_weights_word_2 = slow_weights_word[23:16];
    wire signed [7:0] slow_weights_word_3 = slow_weights_word[31:24];

    // One cycle after the term was issued, weight and value meet.
    reg  met_valid;
    reg  met_last;
    reg  met_last_next;

    always @* begin : met_last_logic
        met_last_next = met_last;
        if (term_valid) begin
            met_last_next = term_last;
        end
    end

    reg  product_valid;
    reg  product_last;
    reg  product_last_next;
    reg  signed [23:0] product_terms_0;
    reg  signed [23:0] product_terms_0_next;
    reg  signed [23:0] product_terms_1;
    reg  signed [23:0] product_terms_1_next;
    reg  signed [23:0] product_terms_2;
    reg  signed [23:0] product_terms_2_next;
    reg  signed [23:0] product_terms_3;
    reg  signed [23:0] product_terms_3_next;

    always @* begin : product_last_logic
        product_last_next = product_last;
        product_terms_0_next = product_terms_0;
        product_terms_1_next = product_terms_1;
        product_terms_2_next = product_terms_2;
        product_terms_3_next = product_terms_3;
        if (met_valid) begin
            product_last_next = met_last;
            product_terms_0_next = $signed({{16{slow_weights_word_0[7]}}, slow_weights_word_0})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_1_next = $signed({{16{slow_weights_word_1[7]}}, slow_weights_word_1})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_2_next = $signed({{16{slow_weights_word_2[7]}}, slow_weights_word_2})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_3_next = $signed({{16{slow_weights_word_3[7]}}, slow_weights_word_3})
                * $signed({{8{multiplicand[15]}}, multiplicand});
        end
    end

    reg  first;
    reg  first_next;

    always @* begin : first_logic
        first_next = first;
        if (product_valid) begin
            first_next = product_last;
        end
    end

    reg  signed [23:0] sum_0;
    reg  signed [23:0] sum_0_next;

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        if (product_valid) begin
            sum_0_next = first ? product_terms_0 : sum_0 + product_terms_0;
        end
    end

    reg  signed [23:0] sum_1;
    reg  signed [23:0] sum_1_next;

    always @* begin : sum_1_logic
        sum_1_next = sum_1;
        if (product_valid) begin
            sum_1_next = first ? product_terms_1 : sum_1 + product_terms_1;
        end
    end

    reg  signed [23:0] sum_2;
    reg  signed [23:0] sum_2_next;

    always @* begin : sum_2_logic
        sum_2_next = sum_2;
        if (product_valid) begin
            sum_2_next = first ? product_terms_2 : sum_2 + product_terms_2;
        end
    end

    reg  signed [23:0] sum_3;
    reg  signed [23:0] sum_3_next;

    always @* begin : sum_3_logic
        sum_3_next = sum_3;
        if (product_valid) begin
            sum_3_next = first ? product_terms_3 : sum_3 + product_terms_3;
        end
    end

    reg  finished;

    // Finished sums; the first lanes are the next word.
    reg  signed [23:0] done_0;
    reg  signed [23:0] done_0_next;
    reg  signed [23:0] done_1;
    reg  signed [23:0] done_1_next;
    reg  signed [23:0] done_2;
    reg  signed [23:0] done_2_next;
    reg  signed [23:0] done_3;
    reg  signed [23:0] done_3_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = sum_0;
        end else if (advance) begin
            done_0_next = done_1;
        end
    end

    always @* begin : done_1_logic
        done_1_next = done_1;
        if (finished) begin
            done_1_next = sum_1;
        end else if (advance) begin
            done_1_next = done_2;
        end
    end

    always @* begin : done_2_logic
        done_2_next = done_2;
        if (finished) begin
            done_2_next = sum_2;
        end else if (advance) begin
            done_2_next = done_3;
        end
    end

    always @* begin : done_3_logic
        done_3_next = done_3;
        if (finished) begin
            done_3_next = sum_3;
        end else if (advance) begin
            done_3_next = done_3;
        end
    end

    assign slow_0 = done_0;

    always @(posedge clk) begin : registers
        if (rst) begin
            met_valid <= 1'b0;
            product_valid <= 1'b0;
            first <= 1'b1;
            finished <= 1'b0;
        end else begin
            met_valid <= term_valid;
            product_valid <= met_valid;
            first <= first_next;
            finished <= product_valid & product_last;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        met_last <= met_last_next;
        product_last <= product_last_next;
        product_terms_0 <= product_terms_0_next;
        product_terms_1 <= product_terms_1_next;
        product_terms_2 <= product_terms_2_next;
        product_terms_3 <= product_terms_3_next;
        sum_0 <= sum_0_next;
        sum_1 <= sum_1_next;
        sum_2 <= sum_2_next;
        sum_3 <= sum_3_next;
        done_0 <= done_0_next;
        done_1 <= done_1_next;
        done_2 <= done_2_next;
        done_3 <= done_3_next;
    end

    always @(posedge clk) begin : slow_weights_word_port
        if (term_valid) slow_weights_word <= slow_weights[term_address];
    end

`ifdef ASSERTIONS
    // mux(first, product_terms_0, (sum_0 + product_terms_0)) lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!product_valid | (($signed(first ? {product_terms_0[23], product_terms_0}
            : {sum_0[23], sum_0} + {product_terms_0[23], product_terms_0}) >= -25'sd6070230)
            & ($signed(first ? {product_terms_0[23], product_terms_0}
            : {sum_0[23], sum_0} + {product_terms_0[23], product_terms_0}) <= 25'sd5996385)));
    end
    // mux(first, product_terms_1, (sum_1 + product_terms_1)) lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_1_fits
        if (!rst) assert (!product_valid | (($signed(first ? {product_terms_1[23], product_terms_1}
            : {sum_1[23], sum_1} + {product_terms_1[23], product_terms_1}) >= -25'sd6070230)
            & ($signed(first ? {product_terms_1[23], product_terms_1}
            : {sum_1[23], sum_1} + {product_terms_1[23], product_terms_1}) <= 25'sd5996385)));
    end
    // mux(first, product_terms_2, (sum_2 + product_terms_2)) lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_2_fits
        if (!rst) assert (!product_valid | (($signed(first ? {product_terms_2[23], product_terms_2}
            : {sum_2[23], sum_2} + {product_terms_2[23], product_terms_2}) >= -25'sd6070230)
            & ($signed(first ? {product_terms_2[23], product_terms_2}
            : {sum_2[23], sum_2} + {product_terms_2[23], product_terms_2}) <= 25'sd5996385)));
    end
    // mux(first, product_terms_3, (sum_3 + product_terms_3)) lies within -6070230 to 5996385
    always @(posedge clk) begin : sum_3_fits
        if (!rst) assert (!product_valid | (($signed(first ? {product_terms_3[23], product_terms_3}
            : {sum_3[23], sum_3} + {product_terms_3[23], product_terms_3}) >= -25'sd6070230)
            & ($signed(first ? {product_terms_3[23], product_terms_3}
            : {sum_3[23], sum_3} + {product_terms_3[23], product_terms_3}) <= 25'sd5996385)));
    end
`endif
endmodule

`default_nettype wire
